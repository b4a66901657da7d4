"""Our message as WhatsApp takes it."""

from __future__ import annotations

import pytest

from bot.bidi import END_ISOLATE, ISOLATE
from bot.messages import Address, Author, Choice, Outbound
from bot.splitting import units
from handlers.whatsapp.words import book, words
from handlers.whatsapp.writing import (
    MAX_UNITS,
    VALUE_UNITS,
    VALUES,
    Menu,
    Part,
    menu_of,
    parts,
    values,
)

LANGUAGES = ("ar", "fa", "ps", "ur", "en", "fr", "tr", "sq", "sr", "es")
SHOWN_BY_PHONES = 45
BACK = Choice("command:back", "Back", control=True)
STOP = Choice("command:stop", "Stop", control=True)
LONG = "A sentence of an answer that goes on and on. " * 100


def choices(count: int, label: str = "Choice") -> tuple[Choice, ...]:
    """So many choices."""
    return tuple(Choice(f"answer:{n}", f"{label} {n}") for n in range(1, count + 1))


def message(
    text: str, offered: tuple[Choice, ...] = (), language: str = "en", *, sensitive: bool = False
) -> Outbound:
    """A message of the bot's."""
    address = Address("whatsapp", "+383440000001")
    return Outbound("m1", address, Author.BOT, text, language, offered, sensitive)


def test_a_text() -> None:
    assert parts(message(" Hello\nyou \n")) == [Part("Hello\nyou", "Hello\nyou")]
    assert parts(message(" \n", choices(2))) == []


@pytest.mark.parametrize(
    ("offered", "kind", "shown"),
    [
        (choices(1), "quick", 1),
        (choices(3), "quick", 3),
        ((*choices(2), BACK), "quick", 3),
        ((*choices(2), BACK, STOP), "quick", 2),
        ((*choices(3), BACK), "quick", 3),
        (choices(4), "list", 4),
        ((*choices(8), BACK, STOP), "list", 10),
        ((*choices(9), BACK, STOP), "list", 9),
        (choices(10), "list", 10),
        (choices(3, "A label that is long"), "list", 3),
        (choices(2, "x" * 18), "quick", 2),
        (choices(2, "x" * 19), "list", 2),
        (choices(2, "x" * 22), "list", 2),
        ((BACK,), "quick", 1),
    ],
)
def test_buttons_before_a_list(offered: tuple[Choice, ...], kind: str, shown: int) -> None:
    menu = menu_of(offered)
    assert menu is not None
    assert (menu.kind, len(menu.choices)) == (kind, shown)
    assert {choice for choice in offered if not choice.control} <= {*menu.choices} | {BACK}


@pytest.mark.parametrize(
    "offered",
    [
        (),
        choices(11),
        choices(2, "x" * 23),
        (Choice("a", "😀" * 12 + "x"), Choice("b", "No")),
        (Choice("a", "Same"), Choice("b", "Same")),
        (Choice("a", " "), Choice("b", "No")),
        (Choice("x" * 201, "Yes"), Choice("b", "No")),
    ],
)
def test_what_fits_neither(offered: tuple[Choice, ...]) -> None:
    assert menu_of(offered) is None


def test_choices_come_with_the_last_part_and_as_numbers_where_they_must() -> None:
    offered = (*choices(2), BACK)
    made = parts(message(LONG, offered))
    assert len(made) > 4
    assert [part.menu for part in made] == [None] * (len(made) - 1) + [Menu("quick", offered)]
    assert made[-1].numbered == f"{made[-1].text}\n\n1 Choice 1\n2 Choice 2"
    assert " ".join(part.text for part in made) == LONG.strip()
    assert all(values(part.text) for part in made)
    assert all(units(part.numbered) <= MAX_UNITS for part in made)


def test_numbers_where_neither_fits() -> None:
    (part,) = parts(message("Which?", choices(11)))
    assert part.menu is None
    assert part.text == part.numbered
    assert part.numbered.startswith("Which?\n\n1 Choice 1\n2 Choice 2\n")
    made = parts(message(LONG, choices(11)))
    assert made[-1].numbered.endswith("11 Choice 11")
    assert all(units(part.numbered) <= MAX_UNITS for part in made)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sensitive_message_does_not_begin_with_its_topic(language: str) -> None:
    made = parts(message(LONG, choices(2), language, sensitive=True))
    first = words(language).neutral
    assert len(made) > 1
    assert all(part.text.startswith(first) and part.numbered.startswith(first) for part in made)
    assert all(units(part.numbered) <= MAX_UNITS for part in made)


def test_a_number_in_right_to_left_text_keeps_its_order() -> None:
    (part,) = parts(message("اتصلوا بنا 038 200 100", language="ar"))
    assert f"{ISOLATE}038 200 100{END_ISOLATE}" in part.text
    (plain,) = parts(message("call 038 200 100", language="en"))
    assert plain.text == "call 038 200 100"


@pytest.mark.parametrize(
    "text",
    [
        "short",
        "x" * VALUE_UNITS,
        "word " * 180,
        "😀 " * 300,
        "line\nline " * 90,
        "a" * 200 + " b" * 300,
    ],
)
def test_a_text_in_values(text: str) -> None:
    found = values(text.strip())
    assert found is not None
    assert " ".join(found) == text.strip()
    assert all(0 < units(value) <= VALUE_UNITS for value in found)
    assert len(found) <= VALUES


@pytest.mark.parametrize(
    "text", ["x" * (VALUE_UNITS + 1), "word " * 240, f"ok {'😀' * 128}", "", f"{' ' * 256}x"]
)
def test_what_cannot_be_cut_into_values(text: str) -> None:
    assert values(text) is None


def test_the_words_of_every_language() -> None:
    assert set(book()) == set(LANGUAGES)
    for language in LANGUAGES:
        assert 0 < units(words(language).choose) <= 20
        assert len(words(language).neutral) >= SHOWN_BY_PHONES
    assert words("xx") == words("en")
