"""The engine at its edges: old buttons, old sessions, silence, runaway content, long messages."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from flows.content import Flow
from flows.effects import EraseRequest, HandOff, Noticed, Say, SetLanguage
from flows.engine import Engine
from flows.load import load
from flows.session import Frame, Session
from flows.steps.say import Say as SayStep
from flows.turn import Danger
from tests.flows.builders import OPENS, keys, turn, world
from tests.flows.content_files import changed_content

INTAKE = turn("I want to go home", "avrr_request")


def _in_intake(engine: Engine, *answers: str) -> Session:
    """A session in the request for return, with these answers typed after consent."""
    context = world(consented=True)
    session = engine.resume(Session.new(), INTAKE, context).session
    for answer in answers:
        session = engine.resume(session, turn(answer), context).session
    return session


@pytest.mark.parametrize("form", ["full", "short"])
@pytest.mark.parametrize(
    "text", ["x" * 10_000, "🙂" * 50, "\x00\x07", "؟؟؟", "0", "999999", "{{ contacts }}", "-1."]
)
def test_odd_messages_get_an_answer(engine: Engine, text: str, form: str) -> None:
    sprint = engine.resume(Session.new(), turn(text), world(form=form))

    assert keys(sprint.effects) == ["fallback.rephrase"]


@pytest.mark.parametrize(
    "choice",
    ["", "x", "answer:", "answer:faq", "answer:faq.helped:yes", "ask:weather", "menu:gone",
     "flow:avrr", "lang:xx", "command:fly", "menu:", ":", "answer:a.b:c:d"],
)  # fmt: skip
def test_an_unknown_choice_is_told_kindly(engine: Engine, choice: str) -> None:
    sprint = engine.resume(Session.new(), turn(choice=choice), world())

    assert keys(sprint.effects)[-1] in ("menu.main", "fallback.unreadable")


def test_a_free_answer_is_kept_only_up_to_its_length(engine: Engine) -> None:
    session = _in_intake(engine, "Nepal", "2", "1", "1")

    after = engine.resume(session, turn("y" * 10_000), world()).session

    assert after.frame is not None
    assert after.frame.answers["where"] == "y" * 300


def test_a_template_in_an_answer_is_not_filled(engine: Engine) -> None:
    session = _in_intake(engine, "{{ contacts.police }}", "2", "1", "1", "Peja", "1")

    effects = engine.resume(session, turn("here"), world()).effects

    (summary,) = [effect for effect in effects if isinstance(effect, Say)]
    assert "Country: {{ contacts.police }}" in summary.text
    assert summary.sensitive


def test_numbers_of_other_scripts_count(engine: Engine) -> None:
    session = _in_intake(engine, "Afghanistan", "۴")

    assert session.frame is not None
    assert session.frame.answers == {"country": "Afghanistan", "people": "4"}


def test_an_earlier_button_corrects_the_answer(engine: Engine) -> None:
    session = _in_intake(engine, "Nepal", "2", "No children")

    pressed = turn(choice="answer:avrr_request.children:with_me")
    after = engine.resume(session, pressed, world())

    assert keys(after.effects) == ["avrr.documents"]
    assert after.session.frame is not None
    assert after.session.frame.answers["children"] == "with_me"


def test_the_notice_is_given_once_and_its_version_noted(engine: Engine) -> None:
    effects = engine.resume(Session.new(), turn("hello", "greet"), world(noticed=False)).effects

    assert keys(effects) == ["notice.first", "talk.greet"]
    assert [effect for effect in effects if isinstance(effect, Noticed)] == [Noticed("1")]


def test_danger_needs_no_notice_no_language_and_no_menu(engine: Engine) -> None:
    message = turn("help", danger=Danger("distress", "P1"), language_known=False)

    effects = engine.resume(Session.new(), message, world(noticed=False)).effects

    assert keys(effects) == ["safety.distress", "safety.when_open", "safety.talk_safe"]
    assert all(effect.sensitive for effect in effects if isinstance(effect, Say))


def test_danger_is_handed_over_even_while_a_human_is_waited_for(engine: Engine) -> None:
    message = turn("he is here", danger=Danger("emergency", "P0"))

    effects = engine.resume(Session.new(), message, world(owner="queue")).effects

    assert HandOff("emergency", "P0", "danger", {}) in effects


def test_a_missing_contact_leaves_no_hole(engine: Engine) -> None:
    message = turn("I want to die", danger=Danger("suicide_risk", "P0"))

    effects = engine.resume(Session.new(), message, world(contacts={"emergency": "112"})).effects

    said = next(effect for effect in effects if isinstance(effect, Say))
    assert said.text.endswith("Police may come too and may ask for papers.")


def test_another_language_with_a_question_is_answered_in_it(engine: Engine) -> None:
    message = turn("in English, is it free", "avrr_cost", requested_language="en", language="fr")

    effects = engine.resume(Session.new(), message, world()).effects

    assert SetLanguage("en") in effects
    assert keys(effects) == ["language.confirm", "answer.avrr_cost", "faq.helped"]


def test_an_unfinished_request_is_handed_over_when_nobody_answers(engine: Engine) -> None:
    sprint = engine.expire(_in_intake(engine, "Nepal"), "en", world())

    assert sprint.effects[0] == HandOff("avrr_request", "P3", "unfinished", {"country": "Nepal"})
    assert sprint.session == Session.new()


def test_a_need_raises_an_unfinished_request(engine: Engine) -> None:
    session = _in_intake(engine, "Nepal", "2", "1", "1", "Peja", "Nowhere to sleep")

    handed = engine.expire(session, "en", world()).effects[0]

    assert isinstance(handed, HandOff)
    assert handed.priority == "P2"


@pytest.mark.parametrize("intent", ["greet", "avrr_cost", "delete_data", "human"])
def test_nothing_is_said_into_the_silence_after_anything_else(engine: Engine, intent: str) -> None:
    session = engine.resume(Session.new(), turn("x", intent), world()).session

    assert engine.expire(session, "en", world()).effects == ()


def test_a_stopped_request_is_not_handed_over_by_silence(engine: Engine) -> None:
    stopped = engine.resume(_in_intake(engine, "Nepal"), turn("stop", command="stop"), world())

    assert keys(stopped.effects) == ["avrr.stopped"]
    assert engine.expire(stopped.session, "en", world()).effects == ()


def test_a_session_of_older_content_starts_afresh(engine: Engine) -> None:
    old = Session(frame=Frame("gone", "step"), parked=Frame("human", "gone"))

    sprint = engine.resume(old, turn("hello", "greet"), world())

    assert keys(sprint.effects) == ["talk.greet"]
    assert (sprint.session.frame, sprint.session.parked) == (None, None)
    assert engine.expire(old, "en", world()).effects == ()


def test_erasing_waits_for_an_open_case(engine: Engine) -> None:
    asked = engine.resume(Session.new(), turn("delete", "delete_data"), world()).session
    yes = turn("yes", command="yes")

    alone = engine.resume(asked, yes, world()).effects
    with_case = engine.resume(asked, yes, world(case_number="KS-1")).effects

    assert EraseRequest(after_case=False) in alone
    assert EraseRequest(after_case=True) in with_case


def test_content_that_runs_away_ends_with_a_human() -> None:
    content = load()
    circle = {name: SayStep(text="talk.thank", next=other) for name, other in ("ab", "ba")}
    flows = {**content.flows, "human": Flow("human", "a", circle)}

    sprint = Engine(replace(content, flows=flows)).resume(
        Session.new(), turn("human", "human"), world()
    )

    assert keys(sprint.effects) == ["failure.apology"]
    assert HandOff("unknown", "P3", "step_limit", {}) in sprint.effects


def test_a_session_is_plain_json(engine: Engine) -> None:
    session = _in_intake(engine, "Nepal")

    assert Session.from_json(json.loads(json.dumps(session.to_json()))) == session


def test_the_desk_gets_its_texts(engine: Engine) -> None:
    said = engine.say("handoff.case", "en", world(), case_number="KS-7")

    assert said.text == ("Your case number is KS-7. You can give it when you ask about your case.")
    with pytest.raises(KeyError):
        engine.say("desk.unknown", "en", world())


def test_an_opening_is_told_in_words(engine: Engine) -> None:
    said = engine.say("handoff.closed", "en", world(open_now=False, opens_at=OPENS))

    assert "Tuesday, 24 November 2026, 08:00" in said.text


def test_the_version_changes_with_the_content(tmp_path: Path) -> None:
    folder = changed_content(tmp_path, {})
    before, again = (Engine.load(folder).content_version for _ in range(2))
    text = folder / "texts" / "en.yaml"
    text.write_text(text.read_text(encoding="utf-8") + "# reviewed\n", encoding="utf-8")

    after = Engine.load(folder).content_version

    assert len(before) == 12
    assert before == again
    assert after != before
