"""Choices by number, and the words that phones know: no more messages, messages again, more."""

from __future__ import annotations

import pytest

from flows.effects import Say, StopMessages
from flows.engine import Engine
from flows.session import Session
from tests.flows.builders import keys, turn, world


def _menu(engine: Engine) -> Session:
    return engine.resume(Session.new(), turn("menu", command="menu"), world()).session


@pytest.mark.parametrize("text", ["two", "deux", "اثنين", "the second"])
def test_a_number_in_words_chooses_what_was_offered(engine: Engine, text: str) -> None:
    effects = engine.resume(_menu(engine), turn(text, position=2), world()).effects

    assert keys(effects) == ["menu.return_questions"]


@pytest.mark.parametrize("position", [0, 99])
def test_a_number_that_was_not_offered_chooses_nothing(engine: Engine, position: int) -> None:
    effects = engine.resume(_menu(engine), turn("many", position=position), world()).effects

    assert keys(effects) == ["fallback.rephrase"]


def test_numbers_are_those_that_a_phone_shows(engine: Engine) -> None:
    """A door numbers what is no control; the flows count in the same way."""
    session = engine.resume(Session.new(), turn("home", "avrr_request"), world()).session
    said = engine.resume(session, turn("?!", position=None), world()).effects
    choices = [choice for e in said if isinstance(e, Say) for choice in e.choices]
    assert any(choice.control for choice in choices)
    for choice in choices:
        assert choice.control == choice.id.startswith("command:")


def test_no_more_messages_is_done_at_once(engine: Engine) -> None:
    asked = engine.resume(_menu(engine), turn("home", "avrr_request"), world()).session

    sprint = engine.resume(asked, turn("unsubscribe", command="opt_out"), world())

    assert [type(effect) for effect in sprint.effects] == [StopMessages, Say]
    assert keys(sprint.effects) == ["stop.done"]
    assert sprint.session.frame is None
    assert sprint.session.parked is None


def test_messages_again_shows_the_menu(engine: Engine) -> None:
    effects = engine.resume(Session.new(), turn("subscribe", command="opt_in"), world()).effects

    assert keys(effects) == ["menu.main"]


def test_more_is_no_command_of_the_flows(engine: Engine) -> None:
    """A question that waits gets it as any other words; what was kept back is not theirs."""
    asked = engine.resume(
        Session.new(), turn("home", "avrr_request"), world(consented=True)
    ).session

    effects = engine.resume(asked, turn("more", command="more"), world()).effects

    assert keys(effects) == ["avrr.people"]
