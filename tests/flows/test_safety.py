"""What must hold for every danger, in every language and length."""

from __future__ import annotations

import itertools

import pytest

from flows.effects import HandOff, Remember, Say, SetLanguage
from flows.engine import Engine
from flows.load import load
from flows.session import Session
from flows.turn import Danger
from tests.flows.builders import keys, turn, world

CONTENT = load()
DANGERS = {
    name: route.params["priority"]
    for name, route in CONTENT.routes.items()
    if route.flow == "safety"
}
EVERY_WAY = list(itertools.product(sorted(DANGERS), CONTENT.languages, ["full", "short"]))


@pytest.mark.parametrize(("topic", "language", "form"), EVERY_WAY)
def test_each_danger_names_the_emergency_number_and_calls_a_human(
    engine: Engine, topic: str, language: str, form: str
) -> None:
    message = turn("x", danger=Danger(topic, DANGERS[topic]), language=language)

    effects = engine.resume(Session.new(), message, world(form=form, noticed=False)).effects

    first = effects[0]
    assert isinstance(first, Say)
    assert first.key == f"safety.{topic}"
    assert "112" in first.text
    assert HandOff(topic, DANGERS[topic], "danger", {}) in effects
    offered = [
        choice.id for effect in effects if isinstance(effect, Say) for choice in effect.choices
    ]
    assert offered == ["answer:safety.safe:yes", "answer:safety.safe:no"]


@pytest.mark.parametrize("topic", sorted(DANGERS))
def test_a_danger_told_in_an_intent_is_treated_as_danger(engine: Engine, topic: str) -> None:
    effects = engine.resume(Session.new(), turn("x", topic), world()).effects

    assert HandOff(topic, DANGERS[topic], "danger", {}) in effects


def test_not_safe_can_be_said_late(engine: Engine) -> None:
    danger = turn("x", danger=Danger("distress", "P1"))
    session = Session.new()
    for _ in range(2):
        session = engine.resume(session, danger, world()).session

    sprint = engine.resume(session, turn(choice="answer:safety.safe:no"), world(owner="queue"))

    assert Remember("safe_to_write", "no", private=False) in sprint.effects
    assert keys(sprint.effects) == ["safety.not_safe"]


def test_a_language_asked_for_in_danger_is_spoken_at_once(engine: Engine) -> None:
    message = turn("x", danger=Danger("distress", "P1"), requested_language="en", language="tr")

    effects = engine.resume(Session.new(), message, world()).effects

    assert effects[0] == SetLanguage("en")
    assert {effect.language for effect in effects if isinstance(effect, Say)} == {"en"}


def test_a_cry_after_a_danger_is_passed_on_without_saying_everything_again(
    engine: Engine,
) -> None:
    bleeding = turn("he bleeds", danger=Danger("emergency", "P0"))
    hurry = turn("please hurry", danger=Danger("distress", "P1"))
    session = engine.resume(Session.new(), bleeding, world()).session

    effects = engine.resume(session, hurry, world(owner="queue")).effects

    assert keys(effects) == ["safety.again"]
    assert HandOff("distress", "P1", "danger_again", {}) in effects


@pytest.mark.parametrize(
    ("danger", "asked_next"),
    [
        (Danger("emergency", "P0", guessed=True, faint=True), True),
        (Danger("emergency", "P0", guessed=True), False),
        (Danger("emergency", "P0"), False),
    ],
)
def test_only_a_faint_danger_gives_way_to_the_answer_that_is_awaited(
    engine: Engine, danger: Danger, asked_next: bool
) -> None:
    context = world(consented=True)
    session = engine.resume(Session.new(), turn("home", "avrr_request"), context).session

    effects = engine.resume(session, turn("somewhere by the sea", danger=danger), context).effects

    assert ("avrr.people" in keys(effects)) is asked_next
    assert ("safety.emergency" in keys(effects)) is not asked_next


def test_a_faint_danger_counts_where_no_answer_is_awaited(engine: Engine) -> None:
    faint = turn("something", danger=Danger("emergency", "P0", guessed=True, faint=True))

    assert "safety.emergency" in keys(engine.resume(Session.new(), faint, world()).effects)
