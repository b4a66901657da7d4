"""Our messages as Telegram takes them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from aiogram.types import InlineKeyboardMarkup

from bot.bidi import END_ISOLATE, ISOLATE
from bot.messages import Address, Author, Choice, Outbound
from bot.splitting import units
from handlers.telegram.words import load
from handlers.telegram.writing import closed_keyboard, keyboard, written

WORDS = load(("ar", "fa", "ps", "ur", "en", "fr"))
BACK = Choice("command:back", "Back", control=True)
STOP = Choice("command:stop", "Stop", control=True)
YES, NO = Choice("answer:yes", "Yes"), Choice("answer:no", "No")
ASK, MENU = Choice("ask:avrr_privacy", "Who sees it?"), Choice("menu:main", "Main menu")


def outbound(text: str, language: str = "en", sensitive: bool = False) -> Outbound:
    """A message of the bot's."""
    address = Address("telegram", "410000001")
    return Outbound("m1", address, Author.BOT, text, language, sensitive=sensitive)


def rows(markup: InlineKeyboardMarkup | None) -> list[list[tuple[str, str | None]]]:
    """Label and data of every button."""
    found = markup.inline_keyboard if markup else []
    return [[(button.text, button.callback_data) for button in row] for row in found]


def labels(choices: Sequence[Choice], chosen: str) -> list[str]:
    """What stands on the buttons after ``chosen`` was pressed."""
    return [label for row in rows(closed_keyboard(choices, chosen)) for label, _ in row]


@pytest.mark.parametrize(
    "text", ["<b>bold</b>", "*bold* _it_ [a](http://x.org)", "`code` ||spoiler||", "&lt;"]
)
def test_what_looks_like_markup_stays_text(text: str) -> None:
    assert written(outbound(text), WORDS) == [text]


@pytest.mark.parametrize("text", ["", " \n ", "\u202e"])
def test_a_text_without_words_has_no_parts(text: str) -> None:
    assert written(outbound(text), WORDS) == []


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_sensitive_message_never_begins_with_its_topic(language: str) -> None:
    text = "Shelter for you. " * 600
    found = written(outbound(text, language, sensitive=True), WORDS)
    assert len(found) > 2
    for part in found:
        first, empty, rest = part.split("\n", 2)
        assert WORDS[language].neutral in first.strip("\u200f\u2066\u2069")
        assert empty == ""
        assert "Shelter" in rest


def test_direction_is_kept_in_the_languages_that_need_it_and_only_there() -> None:
    text = "شماره +383 44 000 000 است"
    assert ISOLATE in written(outbound(text, "ps"), WORDS)[0]
    assert written(outbound(text, "en"), WORDS) == [text]


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("text", ["🙂 1 " * 5000, "شماره 1234، " * 2000, "a" * 9000, "1 ب" * 4000])
def test_every_part_fits_with_all_that_is_added(text: str, language: str) -> None:
    found = written(outbound(text, language, sensitive=True), WORDS)
    assert all(0 < units(part) <= 4096 for part in found)
    assert all(part.count(ISOLATE) == part.count(END_ISOLATE) for part in found)
    assert sum(map(units, found)) > units(text) * 0.6


def test_short_labels_stand_two_in_a_row_and_long_ones_alone() -> None:
    long = Choice("answer:long", "A label of more than twenty characters")
    assert [len(row) for row in rows(keyboard((YES, NO, ASK)))] == [2, 1]
    assert [len(row) for row in rows(keyboard((YES, NO, long)))] == [1, 1, 1]


def test_controls_stand_together_in_the_last_row() -> None:
    assert rows(keyboard((BACK, YES, STOP, NO))) == [
        [("Yes", "answer:yes"), ("No", "answer:no")],
        [("Back", "command:back"), ("Stop", "command:stop")],
    ]
    assert keyboard(()) is None


@pytest.mark.parametrize("chosen", ["answer:yes", "command:back", "lang:fa"])
def test_of_a_question_only_the_answer_is_left(chosen: str) -> None:
    choices = (YES, NO, BACK, Choice("lang:fa", "فارسی"), ASK)
    label = {choice.id: choice.label for choice in choices}[chosen]
    assert labels(choices, chosen) == [f"✓ {label}"]


@pytest.mark.parametrize("chosen", ["menu:main", "ask:avrr_privacy", "flow:human"])
def test_of_a_menu_everything_is_left_and_the_chosen_one_is_marked(chosen: str) -> None:
    choices = (ASK, MENU, Choice("flow:human", "A person"), BACK)
    expected = [f"✓ {c.label}" if c.id == chosen else c.label for c in choices]
    assert labels(choices, chosen) == expected


def test_an_answer_that_was_not_among_the_choices_leaves_none() -> None:
    assert closed_keyboard((YES, NO), "answer:perhaps") is None
