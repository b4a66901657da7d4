"""Pages: budget, numbers, the word that asks for the rest."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Address, Author, Choice, Outbound
from handlers.sms.words import book, hints
from handlers.sms.writing import LEAST, MAX_BODY, pages, segments

FAMILY = "👩\u200d👧\u200d👦"
PIECES = st.sampled_from(
    ["word ", "سلام ", " ", "\n", ". ", "؟ ", "۔ ", "e\u0301", "بَ", "می\u200cها ", "ë", "[",
     "€", "🙂", FAMILY, "👍\U0001f3fd", "🇽🇰", "❤\ufe0f", "“quoted” ", "x" * 30]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=120).map("".join)
LABELS = st.sampled_from(["Yes", "No", "نعم", "می\u200cخواهم بروم", "Will I get money?", "ë"])
LANGUAGES = st.sampled_from([*book(), "xx"])
YES_NO = (Choice("answer:a.b:yes", "Yes"), Choice("answer:a.b:no", "No"))


def message(text: str, *choices: Choice, language: str = "en", **changes: object) -> Outbound:
    """A message of the assistant."""
    usual = {"id": "m", "address": Address("sms", "+38344000000"), "author": Author.BOT}
    return Outbound(**usual | changes, text=text, language=language, choices=choices)  # type: ignore[arg-type]


def chosen(labels: list[str]) -> tuple[Choice, ...]:
    """Choices with these labels."""
    return tuple(Choice(f"ask:{n}", label) for n, label in enumerate(labels))


def squeezed(text: str) -> str:
    """What a reader sees of ``text``, without blanks."""
    seen = "".join(text.split()).replace("“", '"').replace("”", '"').replace("\u200c", "")
    return unicodedata.normalize("NFC", seen)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("€" * 80, 1),
        ("€" * 81, 2), ("a" * 152 + "€" + "a" * 151, 2), ("a" * 152 + "€" + "a" * 152, 3),
        ("ش" * 70, 1), ("ش" * 71, 2), ("ش" * 134, 2), ("ش" * 135, 3), ("🙂" * 35, 1),
        ("🙂" * 36, 2), ("ش" * 66 + "🙂" + "ش" * 65, 2), ("ش" * 66 + "🙂" + "ش" * 66, 3),
        ("ç", 1), ("Ç" * 160, 1), ("ç" + "a" * 70, 2),
    ],
)  # fmt: skip
def test_segments_are_counted_as_they_are_sent(text: str, expected: int) -> None:
    assert segments(text) == expected


def test_what_fits_is_one_page_and_says_how_to_answer() -> None:
    control = Choice("command:stop", "Stop", control=True)
    assert pages(message("Is it safe?", *YES_NO, control), 3) == (
        "Is it safe?\nReply with a number:\n1 Yes\n2 No",
    )


def test_how_to_answer_is_left_out_before_anything_else() -> None:
    assert pages(message("a" * 148, *YES_NO), 1) == (f"{'a' * 148}\n1 Yes\n2 No",)


def test_a_long_text_is_cut_at_the_end_of_a_sentence_above_its_choices() -> None:
    text = "The first sentence says it. " * 10
    first, second, third = pages(message(text, *YES_NO), 1)
    assert (
        first == f"{('The first sentence says it. ' * 4).strip()}\n1 Yes\n2 No\n{hints('en').rest}"
    )
    assert second.endswith(hints("en").rest)
    assert third == "The first sentence says it. The first sentence says it."


def test_many_choices_come_behind_the_text() -> None:
    many = chosen([f"Choice with the number {n}" for n in range(12)])
    found = pages(message("What do you need?", *many), 1)
    assert found[0].startswith("What do you need?\n1 Choice with the number 0\n2 Choice")
    lines = [line for page in found for line in page.split("\n")]
    assert [line for line in lines if line[0].isdigit()] == [
        f"{n} {choice.label}" for n, choice in enumerate(many, 1)
    ]


def test_choices_that_leave_too_little_of_the_text_come_behind_it() -> None:
    text, dear = "One sentence of it all. " * 8, chosen(["A choice of twenty-seven"] * 4)
    assert len(f"1 {dear[0].label}\n" * 4 + hints("en").rest) > 160 - LEAST
    first = pages(message(text, *dear), 1)[0]
    assert first == f"{('One sentence of it all. ' * 5).strip()}\n{hints('en').rest}"


def test_nothing_makes_no_message() -> None:
    assert pages(message(" \n"), 3) == ()
    assert pages(message("", *YES_NO), 3) == ("Reply with a number:\n1 Yes\n2 No",)


def test_a_language_without_words_of_its_own_has_english_ones() -> None:
    assert pages(message("a" * 200, language="xx"), 1)[0].endswith(hints("en").rest)


def test_what_an_operator_writes_is_sent_whole() -> None:
    text = "Dear Amir, – here is all of it. " * 60
    found = pages(message(text, author=Author.OPERATOR), 1)
    assert [len(page) <= MAX_BODY for page in found] == [True, True]
    assert " ".join(found) == text.strip().replace("–", "-")


def test_what_grows_in_plain_signs_is_still_taken() -> None:
    found = pages(message("ë" + "…" * 3100, author=Author.OPERATOR), 1)
    assert len(found) > 3
    assert max(len(page) for page in found) <= MAX_BODY


@given(TEXTS, st.lists(LABELS, max_size=12), LANGUAGES, st.integers(1, 5))
def test_every_page_is_within_the_budget_and_nothing_is_lost(
    text: str, labels: list[str], language: str, budget: int
) -> None:
    found = pages(message(text, *chosen(labels), language=language), budget)
    assert all(0 < segments(page) <= budget for page in found)
    told = [line for page in found for line in page.split("\n")]
    own = hints(language)
    assert [page.endswith(own.rest) for page in found[:-1]] == [True] * (len(found) - 1)
    words = squeezed("".join(line for line in told if line not in (own.rest, own.number)))
    for n, label in enumerate(labels, 1):
        assert squeezed(f"{n} {label}") in words
    below = "".join(squeezed(f"{n} {label}") for n, label in enumerate(labels, 1))
    assert sorted(words) == sorted(squeezed(text) + below)


@given(TEXTS, st.lists(LABELS, max_size=3), st.integers(1, 3))
def test_no_letter_is_cut_and_no_page_says_nothing(
    text: str, labels: list[str], budget: int
) -> None:
    found = pages(message(text, *chosen(labels)), budget)
    for page in found:
        assert not unicodedata.category(page[0]).startswith("M")
        assert page[0] not in "\u200d\u200c\U0001f3fd"
        assert sum("\U0001f1e6" <= char <= "\U0001f1ff" for char in page) % 2 == 0


@given(st.text(max_size=300), st.sampled_from([Author.BOT, Author.OPERATOR]))
def test_whatever_it_is_it_comes_to_an_end(text: str, author: Author) -> None:
    found = pages(message(text, author=author), 1)
    assert all(page.strip() for page in found)
