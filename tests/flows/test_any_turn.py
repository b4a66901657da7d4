"""Whatever a person does, in whatever order: nothing is raised, and there is an answer."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.effects import Fallback, HandOff, Say
from flows.engine import Engine
from flows.load import load
from flows.names import COMMANDS
from flows.session import Session
from flows.steps.ask import Ask
from flows.turn import Context, Danger, Turn
from tests.flows.builders import OPENS, world

CONTENT = load()
ENGINE = Engine(CONTENT)
INTENTS = sorted(CONTENT.routes)
DANGERS = [name for name, route in CONTENT.routes.items() if route.flow == "safety"]
ANSWERS = [
    f"answer:{flow.name}.{name}:{option.value}"
    for flow in CONTENT.flows.values()
    for name, step in flow.steps.items()
    if isinstance(step, Ask)
    for option in step.options
]
CHOICES = [
    *ANSWERS,
    *(f"ask:{name}" for name in INTENTS),
    *(f"flow:{name}" for name in CONTENT.flows),
    *(f"menu:{name}" for name in CONTENT.flows["menu"].steps),
    *(f"lang:{code}" for code in (*CONTENT.languages, "xx")),
    *(f"command:{word}" for word in (*COMMANDS, "fly")),
]

MEDIA = ["photo", "voice", "audio", "video", "document", "sticker", "location", "contact", "other"]

confidences = st.floats(0, 1)
turns = st.builds(
    Turn,
    text=st.one_of(st.text(max_size=40), st.integers(0, 120).map(str), st.just("Yes")),
    choice=st.none() | st.sampled_from(CHOICES) | st.text(max_size=20),
    command=st.none() | st.sampled_from(COMMANDS),
    intents=st.lists(st.tuples(st.sampled_from(INTENTS), confidences), max_size=4).map(tuple),
    entities=st.dictionaries(
        st.sampled_from(["country", "people", "phone", "case_number"]), st.text(max_size=9)
    ),
    language=st.sampled_from(CONTENT.languages),
    requested_language=st.none() | st.sampled_from([*CONTENT.languages, "xx"]),
    danger=st.none() | st.builds(Danger, st.sampled_from(DANGERS), st.sampled_from(["P0", "P1"])),
    language_known=st.booleans(),
    unreadable=st.booleans(),
    media=st.lists(st.sampled_from(MEDIA), max_size=3).map(tuple),
    given=st.sampled_from(["", "42.66290, 21.16550", "+38300000000", "x" * 999]),
)
worlds = st.fixed_dictionaries(
    {
        "form": st.sampled_from(["full", "short", "spoken"]),
        "open_now": st.booleans(),
        "opens_at": st.sampled_from([None, OPENS]),
        "owner": st.sampled_from(["bot", "queue"]),
        "case_number": st.sampled_from([None, "KS-000001"]),
        "contacts": st.sampled_from([{}, {"emergency": "112"}]),
        "degraded": st.booleans(),
        "noticed": st.booleans(),
        "consented": st.booleans(),
        "channel": st.sampled_from(["", "telegram", "web", "voice"]),
    }
).map(lambda changes: world(**changes))


def _play(session: Session, turn: Turn, context: Context) -> Session:
    sprint = ENGINE.resume(session, turn, context)
    assert sprint == ENGINE.resume(session, turn, context)
    assert context.owner == "queue" or any(isinstance(effect, Say) for effect in sprint.effects)
    assert Fallback("step_limit") not in sprint.effects
    stored: dict[str, Any] = json.loads(json.dumps(sprint.session.to_json()))
    assert Session.from_json(stored) == sprint.session
    return sprint.session


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.tuples(turns, worlds), min_size=1, max_size=8))
def test_any_conversation_is_answered(conversation: list[tuple[Turn, Context]]) -> None:
    session = Session.new()
    for turn, context in conversation:
        session = _play(session, turn, context)
        ENGINE.expire(session, turn.language, context)
        assert ENGINE.returned(session, turn.language, context).session.frame is None


@settings(max_examples=100, deadline=None, derandomize=True)
@given(turns, worlds)
def test_what_only_people_can_see_reaches_one(turn: Turn, context: Context) -> None:
    sent = replace(turn, choice=None, media=("sticker", *turn.media, "photo"))

    effects = ENGINE.resume(Session.new(), sent, context).effects

    calls = [effect for effect in effects if isinstance(effect, HandOff)]
    assert context.owner == "queue" or len(calls) == 1
    assert len(calls) <= 1


@settings(max_examples=60, deadline=None, derandomize=True)
@given(turns, worlds)
def test_a_sticker_alone_calls_nobody(turn: Turn, context: Context) -> None:
    sent = replace(turn, choice=None, danger=None, text="", media=("sticker",))

    sprint = ENGINE.resume(Session.new(), sent, context)

    assert not [e for e in sprint.effects if isinstance(e, HandOff | Fallback)]
    assert sprint.session.misses == 0
