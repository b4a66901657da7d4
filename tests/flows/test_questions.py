"""What may come between a question and its answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.effects import End, HandOff, Say
from flows.engine import Engine
from flows.session import Session
from flows.turn import Danger, Turn
from tests.flows.builders import keys, turn, world


def _asked(engine: Engine, *turns: Turn) -> Session:
    """The session after these messages, consent being given before."""
    session = Session.new()
    for message in turns:
        session = engine.resume(session, message, world(consented=True)).session
    return session


INTAKE = turn("I want to go home", "avrr_request")
COUNTRY = turn("Nepal", entities={"country": "NP"})
NEWS = turn("any news?", "case_status")


@pytest.mark.parametrize("message", [turn("hello?", "greet"), turn("home please", "avrr_request")])
def test_politeness_and_the_same_wish_only_repeat_the_question(
    engine: Engine, message: Turn
) -> None:
    sprint = engine.resume(_asked(engine, INTAKE), message, world())

    assert keys(sprint.effects) == ["avrr.country"]
    assert sprint.session.misses == 0


@pytest.mark.parametrize("no", [turn("no", command="no"), turn("nope", "deny")])
def test_no_is_not_the_name_of_a_country(engine: Engine, no: Turn) -> None:
    sprint = engine.resume(_asked(engine, INTAKE), no, world())

    (question,) = [effect for effect in sprint.effects if isinstance(effect, Say)]
    assert question.key == "avrr.country"
    assert '"skip"' in question.text


def test_a_longer_polite_sentence_is_a_free_answer(engine: Engine) -> None:
    session = _asked(engine, INTAKE, COUNTRY, *[turn("skip", command="skip")] * 3)

    after = engine.resume(session, turn("hello I am in Peja", "greet"), world()).session

    assert after.frame is not None
    assert after.frame.answers["where"] == "hello I am in Peja"


def test_a_person_asked_for_from_the_menu_gets_the_answers_so_far(engine: Engine) -> None:
    session = _asked(engine, INTAKE, COUNTRY, turn("menu", command="menu"))

    sprint = engine.resume(session, turn(choice="flow:human"), world())

    assert HandOff("human", "P3", "asked", {"country": "NP"}) in sprint.effects
    assert sprint.session.parked is None


def test_stop_ends_a_question_that_has_no_way_of_its_own_to_stop(engine: Engine) -> None:
    sprint = engine.resume(_asked(engine, NEWS), turn("stop", command="stop"), world())

    assert End("stopped") in sprint.effects
    assert keys(sprint.effects) == ["talk.deny"]


def test_a_question_within_a_question_leads_back_to_the_first(engine: Engine) -> None:
    session = _asked(engine, INTAKE, NEWS)

    cost = engine.resume(session, turn("is it free?", "avrr_cost"), world())

    assert keys(cost.effects) == ["answer.avrr_cost", "avrr.country"]


@pytest.mark.parametrize("word", ["back", "skip"])
def test_back_and_skip_without_a_question_show_the_menu(engine: Engine, word: str) -> None:
    sprint = engine.resume(Session.new(), turn(word, command=word), world())

    assert keys(sprint.effects) == ["menu.main"]


def test_there_is_no_way_back_before_the_first_question(engine: Engine) -> None:
    effects = engine.resume(_asked(engine, INTAKE), turn("back", command="back"), world()).effects

    assert keys(effects) == ["avrr.country"]
    assert "first question" in effects[0].text  # type: ignore[union-attr]


def test_a_language_changed_in_the_queue_brings_no_menu(engine: Engine) -> None:
    sprint = engine.resume(Session.new(), turn(choice="lang:en"), world(owner="queue"))

    assert keys(sprint.effects) == ["language.confirm"]


def test_an_unknown_button_in_the_queue_brings_no_menu(engine: Engine) -> None:
    sprint = engine.resume(Session.new(), turn(choice="menu:gone"), world(owner="queue"))

    assert keys(sprint.effects) == ["ask.closed"]


def test_an_old_button_repeats_the_present_question(engine: Engine) -> None:
    sprint = engine.resume(
        _asked(engine, INTAKE), turn(choice="answer:delete_data.ask:yes"), world()
    )

    assert keys(sprint.effects) == ["avrr.country"]


@pytest.mark.parametrize(
    "reply",
    [
        turn("algeria", entities={"country": "DZ"}),
        turn("skip", command="skip"),
        turn("Skip"),
    ],
)
def test_a_plain_reply_is_no_danger_because_the_model_guesses_one(
    engine: Engine, reply: Turn
) -> None:
    guessed = replace(
        reply, danger=Danger("distress", "P1", guessed=True), intents=(("distress", 0.7),)
    )

    sprint = engine.resume(_asked(engine, INTAKE), guessed, world())

    assert keys(sprint.effects) == ["avrr.people"]


def test_the_name_of_a_town_is_no_danger(engine: Engine) -> None:
    session = _asked(engine, INTAKE, COUNTRY, *[turn("skip", command="skip")] * 3)
    danger = Danger("distress", "P1", guessed=True)

    sprint = engine.resume(
        session, turn("Gjilan", danger=danger, intents=(("distress", 0.4),)), world()
    )

    assert keys(sprint.effects) == ["avrr.needs"]


@pytest.mark.parametrize(
    "danger",
    [
        Danger("distress", "P1"),
        Danger("emergency", "P0", guessed=True),
        Danger("emergency", "P0"),
    ],
)
def test_danger_words_and_danger_to_life_come_before_any_reply(
    engine: Engine, danger: Danger
) -> None:
    message = turn("Algeria dying", entities={"country": "DZ"}, danger=danger)

    sprint = engine.resume(_asked(engine, INTAKE), message, world())

    assert keys(sprint.effects)[0] == f"safety.{danger.topic}"


def test_a_longer_message_is_in_danger_although_it_names_a_country(engine: Engine) -> None:
    danger = Danger("fear_return", "P1", guessed=True)
    message = turn("in Algeria they look for me", entities={"country": "DZ"}, danger=danger)

    sprint = engine.resume(_asked(engine, INTAKE), message, world())

    assert keys(sprint.effects)[0] == "safety.fear_return"


DOCUMENTS = [COUNTRY, *[turn("skip", command="skip")] * 2]


def test_a_statement_on_the_subject_is_the_answer(engine: Engine) -> None:
    session = _asked(engine, INTAKE, *DOCUMENTS)

    sprint = engine.resume(session, turn("it has expired", "avrr_documents"), world())

    assert keys(sprint.effects) == ["avrr.where"]
    assert sprint.session.frame is not None
    assert sprint.session.frame.answers["documents"] == "it has expired"


def test_a_question_on_the_subject_is_answered(engine: Engine) -> None:
    session = _asked(engine, INTAKE, *DOCUMENTS)

    sprint = engine.resume(session, turn("which papers?", "avrr_documents"), world())

    assert keys(sprint.effects) == ["answer.avrr_documents", "avrr.documents"]


def test_a_need_in_own_words_is_taken_and_makes_the_request_urgent(engine: Engine) -> None:
    session = _asked(engine, INTAKE, *DOCUMENTS, *[turn("skip", command="skip")] * 2)

    sprint = engine.resume(session, turn("I am ill", "need_medical"), world())

    assert keys(sprint.effects) == ["avrr.contact"]
    assert sprint.session.frame is not None
    assert sprint.session.frame.answers["needs"] == "health"
    assert sprint.session.frame.params["priority"] == "P2"


def test_yes_and_no_are_not_guessed(engine: Engine) -> None:
    unclear = turn("???", intents=(("deny", 0.56),))
    danger = engine.resume(Session.new(), turn("x", danger=Danger("distress", "P1")), world())

    sprint = engine.resume(danger.session, unclear, world(owner="queue"))

    assert "safety.not_safe" not in keys(sprint.effects)


def test_a_hello_in_the_queue_tells_how_things_stand(engine: Engine) -> None:
    sprint = engine.resume(Session.new(), turn("hello", "greet"), world(owner="queue"))

    assert keys(sprint.effects) == ["queue.waiting"]
