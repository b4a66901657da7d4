"""What is different on the phone, and that every sentence of a call is there in ten languages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from flows.checks import spoken
from flows.checks.words import samples
from flows.effects import HandOff, Say
from flows.engine import Engine
from flows.load import load
from flows.render import Renderer
from flows.session import Frame, Session
from flows.turn import Context
from tests.flows.builders import keys, turn, world

CONTENT = load()
PRESSED = tuple(f"voice.press.{key}" for key in range(10))
SENTENCES = (
    "notice.voice",
    "voice.opening",
    "voice.language",
    "voice.welcome_back",
    "voice.resume",
    "voice.speak",
    "voice.speak_or_press",
    "voice.press_only",
    "voice.people",
    "voice.say",
    "voice.more",
    "voice.star",
    "voice.hash",
    "voice.menu",
    "voice.person",
    "voice.danger",
    "voice.silence",
    "voice.noise",
    "voice.moment",
    "voice.connecting",
    "voice.position",
    "voice.next",
    "voice.wait_minutes",
    "voice.wait_unknown",
    "voice.callback_offer",
    "voice.callback_done",
    "voice.taken",
    "voice.voicemail",
    "voice.voicemail_closed",
    "voice.recorded",
    "voice.not_recorded",
    "voice.sorry",
    "voice.goodbye",
    "voice.screen",
    "voice.callback_hello",
    "voice.missed_sms",
    *PRESSED,
)


ASKING = ("language.ask", "menu.main", "talk.thank", "avrr.people", "fallback.rephrase")


def call(**changes: Any) -> Context:
    """A call from somebody who knows the notice."""
    return world(**{"form": "spoken", "channel": "voice", **changes})


def _offered(engine: Engine, choice: str, context: Context) -> list[str]:
    effects = engine.resume(Session.new(), turn(choice=choice), context).effects
    return [c.id for e in effects if isinstance(e, Say) for c in e.choices]


@pytest.mark.parametrize("language", CONTENT.languages)
def test_every_sentence_of_a_call_is_there_in_every_language(language: str) -> None:
    renderer = Renderer(CONTENT)
    said = {key: renderer.text(key, language, "spoken", samples(CONTENT)) for key in SENTENCES}

    assert {really for _, really in said.values()} == {language}
    assert all(text for text, _ in said.values())
    assert [key for key in PRESSED if key[-1] not in said[key][0]] == []


@pytest.mark.parametrize("language", CONTENT.languages)
def test_asking_to_write_is_found_in_every_language(language: str) -> None:
    """The short forms of these ask for it; they must not be said as they are."""
    texts = {key: replace(CONTENT.texts[language][key], spoken=None) for key in ASKING}
    written = replace(CONTENT, texts={language: texts}, answers={}, labels={})

    found = {fault.split(": ")[1] for fault in spoken.faults(written) if "nobody writes" in fault}

    assert found == set(ASKING)


def test_nothing_else_is_said_by_the_phone() -> None:
    ours = {key for key in CONTENT.texts["en"] if key.startswith("voice.")}

    assert ours == {key for key in SENTENCES if key.startswith("voice.")}


@pytest.mark.parametrize("language", CONTENT.languages)
def test_what_needs_help_now_is_read_out_first_and_a_key_is_no_choice(
    engine: Engine, language: str
) -> None:
    effects = engine.resume(
        Session.new(), turn(choice="menu:main", language=language), call()
    ).effects
    (menu,) = [effect for effect in effects if isinstance(effect, Say)]
    ids = [choice.id for choice in menu.choices]

    assert ids[:2] == ["menu:help_now", "flow:avrr_request"]
    assert "flow:human" not in ids
    assert ids[-1] == "menu:data"


def test_in_a_chat_the_order_is_its_own(engine: Engine) -> None:
    assert _offered(engine, "menu:main", world())[0] == "flow:avrr_request"


def test_the_menu_is_offered_where_nothing_else_is(engine: Engine) -> None:
    helped = turn(choice="answer:faq.helped:yes")
    waiting = Session(frame=Frame("faq", "helped", {"intent": "avrr_cost"}))
    (said,) = [e for e in engine.resume(waiting, helped, call()).effects if isinstance(e, Say)]

    assert [choice.id for choice in said.choices] == ["menu:main"]


@pytest.mark.parametrize(
    ("step", "channel", "taken"),
    [
        ("country", "voice", True),
        ("where", "voice", True),
        ("people", "voice", False),
        ("documents", "voice", True),
        ("summary", "voice", False),
        ("where", "telegram", False),
    ],
)
def test_a_recorded_voice_answers_an_open_question_on_the_phone(
    engine: Engine, step: str, channel: str, taken: bool
) -> None:
    waiting = Session(frame=Frame("avrr_request", step))
    context = call(channel=channel)

    after = engine.resume(waiting, turn(media=("voice",)), context)

    frame = after.session.frame
    assert frame is not None
    assert (frame.step != step) == taken
    assert ("recorded answer" in frame.answers.values()) == taken
    assert any(isinstance(effect, HandOff) for effect in after.effects) != taken


def test_a_recorded_case_number_goes_along_with_the_case(engine: Engine) -> None:
    waiting = Session(frame=Frame("case_status", "number", {"intent": "case_status"}))
    effects = engine.resume(waiting, turn(media=("voice",)), call()).effects

    (handed,) = [effect for effect in effects if isinstance(effect, HandOff)]
    assert handed.answers == {"case_number": "recorded answer"}


def test_the_language_of_a_call_is_not_talked_about(engine: Engine) -> None:
    chosen = turn(choice="lang:tr", requested_language="tr")

    effects = engine.resume(Session.new(), chosen, call(noticed=False)).effects

    assert keys(effects) == ["notice.first", "menu.main"]
    (first, menu) = [effect for effect in effects if isinstance(effect, Say)]
    assert (first.language, menu.language) == ("tr", "tr")
    own = Renderer(CONTENT).text("notice.voice", "tr", "spoken", {})[0]
    assert first.text.splitlines()[1:] == [own]


@pytest.mark.parametrize(("begins", "lines"), [(True, 2), (False, 1)])
def test_a_question_that_waited_goes_on_in_the_next_call(
    engine: Engine, begins: bool, lines: int
) -> None:
    waiting = Session(frame=Frame("avrr_request", "where"))
    chosen = turn(choice="lang:en", requested_language="en" if begins else None)

    effects = engine.resume(waiting, chosen, call()).effects

    (asked,) = [effect for effect in effects if isinstance(effect, Say)]
    assert asked.key == "avrr.where"
    assert len(asked.text.splitlines()) == lines
    resumed = Renderer(CONTENT).text("voice.resume", "en", "spoken", {})[0]
    assert asked.text.startswith(resumed) == begins


def test_nobody_on_the_phone_is_asked_whether_writing_is_safe(engine: Engine) -> None:
    danger = turn(choice="ask:emergency")

    said = keys(engine.resume(Session.new(), danger, call()).effects)

    assert said == ["safety.emergency", "safety.when_open"]
