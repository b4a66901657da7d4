"""Everything the infoline says, as SMS: within its budget, and what is not is named here."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Mapping

import pytest
from smsutil import is_valid_gsm

from bot.config import ROOT
from bot.config_phones import Sms
from flows.content import Content
from flows.load import load
from flows.steps.ask import Ask
from handlers.sms.writing import pages, segments
from tests.handlers.sms.every_message import Said, every_message

BUDGET = Sms().segments
ARABIC = {"ar", "fa", "ps", "ur"}
DEAR = {*ARABIC, "tr", "sq", "sr", "es"}
# What comes in two pages, the second one for MORE: menus of eight or nine choices, and the menu
# for those who wait while the office is closed. The privacy notice with its choices, which is
# read by whoever asks for it, may take three.
PAGED = {
    "menu.return_questions": {*DEAR, "fr"},
    "menu.more_questions": DEAR,
    "menu.help_now": {*DEAR, "fr"},
    "menu.asylum": {*DEAR, "fr"},
    "privacy.notice": DEAR,
    "start.waiting": {"sq", "es"},
}
TABLE = ROOT / "docs" / "decisions" / "sms.md"
Book = Mapping[str, list[Said]]


@pytest.fixture(scope="module")
def content() -> Content:
    """The real content."""
    return load()


@pytest.fixture(scope="module")
def said(content: Content) -> Book:
    """Every message in every language."""
    return {code: list(every_message(content, code)) for code in content.languages}


def test_everything_fits_on_one_page_but_what_is_named(said: Book) -> None:
    paged = defaultdict(set)
    for code, messages in said.items():
        for one in messages:
            count = len(pages(one.outbound, BUDGET))
            assert count <= (3 if one.place == "privacy.notice" else 2)
            if count > 1:
                paged[one.place].add(code)
    assert paged == PAGED


def test_every_answer_of_the_faq_fits(content: Content, said: Book) -> None:
    for code, messages in said.items():
        answers = [one for one in messages if one.place.startswith("faq.answer:")]
        assert {one.place.split(":")[1] for one in answers} == set(content.faq)
        assert [one.place for one in answers if len(pages(one.outbound, BUDGET)) > 1] == [], code


def test_no_question_is_cut_from_its_choices(content: Content, said: Book) -> None:
    """Nobody agrees to half a question, also where it is asked again."""
    questions = {
        f"{flow.name}.{name}"
        for flow in content.flows.values()
        for name, step in flow.steps.items()
        if isinstance(step, Ask)
    }
    for messages in said.values():
        asked = [one for one in messages if one.place.split(":")[0].split(" ")[-1] in questions]
        assert len(asked) > len(questions)
        assert [one.place for one in asked if len(pages(one.outbound, BUDGET)) > 1] == []


def test_english_costs_nothing_by_accident(said: Book) -> None:
    dear = [one.place for one in said["en"] for page in pages(one.outbound, BUDGET)
            if not is_valid_gsm(page)]  # fmt: skip
    # The names of the languages are written in their own letters.
    named = {"language.ask", "language.offer", "menu.language", "start.offer"}
    assert set(dear) == named


def test_what_is_unseen_is_nowhere(said: Book) -> None:
    for messages in said.values():
        for one in messages:
            for page in pages(one.outbound, BUDGET):
                assert not set(page) & set(
                    "\u200b\u200e\u200f\u2066\u2067\u2068\u2069\u00a0\u202f"
                )


def test_the_table_of_the_decision_is_true(said: Book) -> None:
    assert table(said) in TABLE.read_text(encoding="utf-8")


def table(said: Book) -> str:
    """Segments of every language: answers, and all messages, the first page of each."""
    lines = [
        "| Language | Answers: min | median | max | All messages: min | median | max | GSM-7 |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for code, messages in said.items():
        first = {(one.place, one.effect.text): pages(one.outbound, BUDGET)[0] for one in messages}
        answers = [p for (place, _), p in first.items() if place.startswith("faq.answer:")]
        free = sum(is_valid_gsm(page) for page in first.values()) / len(first)
        cells = [code, *_of(answers), *_of(list(first.values())), f"{free:.0%}"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _of(texts: list[str]) -> tuple[str, str, str]:
    counts = [segments(text) for text in texts]
    return f"{min(counts)}", f"{statistics.median(counts):g}", f"{max(counts)}"
