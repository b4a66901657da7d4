"""Codes that the system writes have words at the desk."""

from __future__ import annotations

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.config import LANGUAGES, ROOT
from bot.desk import OUTCOMES as CLOSING
from bot.login import ROLES as KNOWN_ROLES
from bot.messages import PRIORITIES as KNOWN_PRIORITIES
from bot.messages import Delivery, Happening, Owner
from bot.views import Event
from flows.engine import Engine
from handlers.console.answers import LABELS, VALUES, answers
from handlers.console.happenings import SENTENCES, sentence
from handlers.console.languages import CODES, english_name, own_name, tag
from handlers.console.times import moment, span_words
from handlers.console.topics import GROUPS, TOPICS, topic_words
from handlers.console.words import (
    ALARMS,
    CASE_OUTCOMES,
    DELIVERY,
    OUTCOMES,
    OWNERS,
    PRIORITIES,
    REASONS,
    ROLES,
    unreachable_words,
    words,
)
from nlu.alarm import KINDS
from nlu.intents import intents


def test_every_intent_has_words() -> None:
    assert set(TOPICS) == {*intents(), "unknown"}


def test_every_intent_can_be_chosen_once() -> None:
    listed = [name for names in GROUPS.values() for name in names]
    assert sorted(listed) == sorted(intents())


def test_tables_are_complete() -> None:
    assert set(PRIORITIES) == set(KNOWN_PRIORITIES)
    assert set(DELIVERY) == set(Delivery)
    assert set(OWNERS) == set(Owner)
    assert set(ROLES) == set(KNOWN_ROLES)
    assert set(ALARMS) == set(KINDS)
    assert tuple(CASE_OUTCOMES) == CLOSING
    assert set(CODES) == set(LANGUAGES)


def _kinds(path: Path) -> set[str]:
    """The kinds of events that a file writes: first argument of ``.event`` and ``events.add``."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
            (".event", "events.add")
        ):
            first = node.args[0]
            if isinstance(first, ast.Constant):
                found.add(str(first.value))
    return found


def test_every_event_has_a_sentence() -> None:
    written = set().union(*(_kinds(path) for path in (ROOT / "bot").glob("*.py")))
    assert {"claimed", "handed_off", "send_trouble"} <= written
    # These are kept under the names that they came by.
    written |= {Happening.BLOCKED, Happening.UNBLOCKED, Happening.OPTED_OUT, Happening.OPTED_IN}
    assert set(SENTENCES) == written


def test_every_reason_and_outcome_of_the_flows_has_words() -> None:
    flows = Engine.load()._content.flows
    steps = [step for flow in flows.values() for step in flow.steps.values()]
    reasons = {step.reason for step in steps if hasattr(step, "reason")}
    outcomes = {step.outcome for step in steps if getattr(step, "outcome", None)}
    assert reasons
    assert reasons | {"media", "not_delivered", "opted_out"} <= set(REASONS)
    assert outcomes <= set(OUTCOMES)


def test_every_answer_that_flows_keep_has_a_label_and_its_values_words() -> None:
    flows = Engine.load()._content.flows
    for flow in flows.values():
        for step in flow.steps.values():
            saved = getattr(step, "save", None)
            if not saved:
                continue
            assert saved in LABELS
            if saved in VALUES:
                assert {option.value for option in step.options} == set(VALUES[saved])


def test_answers_in_words() -> None:
    told = answers({"zodiac_sign": "lion", "needs": "hurt", "country": "MA", "people": "3"})
    assert [(a.label, a.words) for a in told] == [
        ("Country", "Morocco"),
        ("People travelling", "3"),
        ("Urgent needs", "Someone hurts, holds or threatens them"),
        ("Zodiac sign", "lion"),
    ]


def happened(kind: str, **params: object) -> str:
    """What an event of this kind says."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return sentence(Event(1, None, None, at, kind, "s1", params), {"s1": "Dora"})


@pytest.mark.parametrize(
    ("said", "kind", "params"),
    [
        ("The caller changed an earlier message.", "edited", {"n": 3}),
        ("Dora sent a message again.", "resent", {"n": 3}),
        ("Dora sent a message again, by SMS.", "resent", {"n": 3, "channel": "sms"}),
        ("A message was sent by SMS instead.", "sent_otherwise", {"n": 3, "channel": "sms"}),
        (
            "A message was not delivered: the phone was off or out of reach each time.",
            "send_trouble",
            {"state": "failed", "code": "phone_off"},
        ),
        (
            "A message was not delivered: the caller has blocked us.",
            "send_trouble",
            {"state": "failed", "code": "blocked"},
        ),
        (
            "A message could not be taken back: the provider refused it.",
            "not_retracted",
            {"code": "refused"},
        ),
        (
            "The caller asked to take our messages back: 1 message is being removed.",
            "retracted",
            {"count": 1},
        ),
        (
            "The caller asked to take our messages back: 12 messages are being removed.",
            "retracted",
            {"count": 12},
        ),
        (
            "The caller asked to take our messages back; there were none that still could be.",
            "retracted",
            {"count": 0},
        ),
    ],
)
def test_what_happens_on_messengers_in_words(
    said: str, kind: str, params: dict[str, object]
) -> None:
    assert happened(kind, **params) == said


def test_why_nothing_can_be_sent() -> None:
    assert unreachable_words("telegram", "active") == ""
    assert "blocked the bot on Telegram" in unreachable_words("telegram", "dead")
    assert unreachable_words("sms", "dead").startswith("This address can no longer be reached.")
    assert "no more messages" in unreachable_words("telegram", "stopped")
    assert "has opted out" in unreachable_words("whatsapp", "opted_out")


def test_a_code_that_nobody_worded_is_still_readable() -> None:
    event = Event(1, None, None, datetime(2026, 1, 1, tzinfo=UTC), "new_kind", "bot", {})
    assert sentence(event, {}) == "New kind"
    assert topic_words("new_topic") == "New topic"
    assert words(REASONS, "new_reason") == "New reason"
    assert words(REASONS, None) == ""


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "less than a minute"),
        (59, "less than a minute"),
        (60, "1 min"),
        (3600, "1 h"),
        (11_520, "3 h 12 min"),
        (86_400, "1 day"),
        (190_800, "2 days 5 h"),
    ],
)
def test_waiting_in_words(seconds: int, said: str) -> None:
    assert span_words(timedelta(seconds=seconds)) == said


def test_languages_and_times() -> None:
    assert (english_name("ps"), own_name("ps")) == ("Pashto", "پښتو")
    assert english_name("fa") == "Farsi / Dari"
    assert english_name(None) == "Not known"
    assert english_name("zz") == "zz"
    assert tag("ar", "latn") == "ar-Latn"
    assert tag("sr", "latn") == "sr"
    assert tag(None, None) == ""
    at = moment(datetime(2026, 3, 9, 7, 5, tzinfo=UTC))
    assert (at.iso, at.text) == ("2026-03-09T07:05:00+00:00", "9 Mar 2026, 07:05 UTC")
