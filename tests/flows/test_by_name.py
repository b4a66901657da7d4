"""What a command or a link begins by name: the start, the notice, taking back; and a language."""

from __future__ import annotations

import itertools

import pytest

from flows.effects import EraseRequest, Noticed, Retract, Say, SetLanguage
from flows.engine import Engine
from flows.load import load
from flows.session import Session
from flows.turn import Danger, Turn
from tests.flows.builders import keys, turn, world

CONTENT = load()
CHANNELS = ("", "telegram", "web")


def test_only_these_flows_beside_intents_may_be_begun_by_name() -> None:
    by_name = {name for name, flow in CONTENT.flows.items() if flow.by_name}

    assert by_name == {"start", "privacy", "wipe", "link"}


@pytest.mark.parametrize("name", ["media", "talk", "not_understood", "back_from_human", "x", ""])
def test_any_other_name_is_told_kindly(engine: Engine, name: str) -> None:
    effects = engine.resume(Session.new(), turn(choice=f"flow:{name}"), world()).effects

    assert keys(effects) == ["ask.closed", "menu.main"]


def test_the_start_offers_the_languages_only_once(engine: Engine) -> None:
    start = turn(choice="flow:start", language_known=False)
    first = engine.resume(Session.new(), start, world())

    second = engine.resume(first.session, start, world())

    assert (keys(first.effects), keys(second.effects)) == (["language.offer"], ["talk.greet"])


@pytest.mark.parametrize(
    "choice", ["flow:start", "flow:privacy", "flow:wipe", "flow:human", "menu:main", "flow:x"]
)
def test_a_link_with_a_language_speaks_it_first(engine: Engine, choice: str) -> None:
    message = turn(choice=choice, requested_language="fr", language_known=False)

    effects = engine.resume(Session.new(), message, world(noticed=False)).effects

    assert effects[0] == SetLanguage("fr")
    assert keys(effects)[:2] == ["language.confirm", "notice.first"]
    assert {effect.language for effect in effects if isinstance(effect, Say)} == {"fr"}


def test_a_link_with_a_language_that_is_not_spoken_says_nothing_of_it(engine: Engine) -> None:
    message = turn(choice="flow:start", requested_language="xx")

    assert keys(engine.resume(Session.new(), message, world()).effects) == ["talk.greet"]


def test_a_pressed_language_counts_more_than_one_that_was_read(engine: Engine) -> None:
    message = turn(choice="lang:tr", requested_language="fr")

    effects = engine.resume(Session.new(), message, world()).effects

    assert [e for e in effects if isinstance(e, SetLanguage)] == [SetLanguage("tr")]


@pytest.mark.parametrize(
    ("choice", "channel", "noticed"),
    list(itertools.product(["flow:start", "flow:privacy", "flow:wipe"], CHANNELS, [True, False])),
)
def test_the_notice_is_given_once_in_a_turn_and_noted(
    engine: Engine, choice: str, channel: str, noticed: bool
) -> None:
    context = world(channel=channel, noticed=noticed)

    effects = engine.resume(Session.new(), turn(choice=choice), context).effects

    wanted = 1 if choice == "flow:privacy" or not noticed else 0
    assert keys(effects).count("notice.first") == wanted
    assert [e for e in effects if isinstance(e, Noticed)] == [Noticed("1")] * wanted


def notice_on(engine: Engine, channel: str, form: str, message: Turn) -> str:
    """The notice that this message is answered with, by somebody who never saw it."""
    context = world(channel=channel, form=form, noticed=False)
    effects = engine.resume(Session.new(), message, context).effects
    (said,) = (e for e in effects if isinstance(e, Say) and e.key == "notice.first")
    return said.text


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
@pytest.mark.parametrize(
    ("language", "form"), list(itertools.product(CONTENT.languages, ["full", "short"]))
)
def test_messengers_have_a_part_of_their_own_in_every_language(
    engine: Engine, language: str, form: str, channel: str
) -> None:
    message = turn("x", "thank", language=language)
    everywhere = notice_on(engine, "web", form, message)
    own = notice_on(engine, channel, form, message).removeprefix(everywhere).strip()
    assert own == getattr(CONTENT.texts[language][f"notice.{channel}"], form)


@pytest.mark.parametrize("language", CONTENT.languages)
def test_by_sms_their_own_part_comes_when_it_is_asked_for(engine: Engine, language: str) -> None:
    """The first message has to stay within its budget."""
    greeting, asking = (
        turn("x", "thank", language=language),
        turn(choice="flow:privacy", language=language),
    )
    everywhere = notice_on(engine, "web", "short", greeting)
    assert notice_on(engine, "sms", "short", greeting) == everywhere
    own = notice_on(engine, "sms", "short", asking).removeprefix(everywhere).strip()
    assert own == CONTENT.texts[language]["notice.sms"].short


def test_danger_comes_before_any_notice(engine: Engine) -> None:
    message = turn("help", danger=Danger("distress", "P1"))

    effects = engine.resume(
        Session.new(), message, world(channel="telegram", noticed=False)
    ).effects

    assert not [e for e in effects if isinstance(e, Noticed)]
    assert keys(effects)[0] == "safety.distress"


def test_the_notice_is_answered_with_choices(engine: Engine) -> None:
    effects = engine.resume(Session.new(), turn(choice="flow:privacy"), world()).effects

    (notice,) = [effect for effect in effects if isinstance(effect, Say)]
    assert [choice.id for choice in notice.choices] == [
        "ask:avrr_privacy",
        "flow:delete_data",
        "flow:stop_messages",
        "flow:link",
        "menu:main",
    ]


def test_messages_are_taken_back_before_anything_is_said(engine: Engine) -> None:
    context = world(channel="telegram", noticed=False)

    sprint = engine.resume(Session.new(), turn(choice="flow:wipe"), context)
    then = engine.resume(sprint.session, turn("yes", command="yes"), context)

    assert sprint.effects[0] == Retract()
    assert keys(sprint.effects) == ["notice.first", "wipe.told", "delete.ask"]
    assert EraseRequest() in then.effects


@pytest.mark.parametrize("channel", ["", "web", "sms"])
def test_where_nothing_can_be_taken_back_only_the_deletion_is_offered(
    engine: Engine, channel: str
) -> None:
    effects = engine.resume(
        Session.new(), turn(choice="flow:wipe"), world(channel=channel)
    ).effects

    assert Retract() not in effects
    assert keys(effects) == ["delete.ask"]
