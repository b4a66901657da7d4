"""Every flow is reached in a call, or the content says why it is for writing only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.app import App
from bot.bench.twilio.double.phone.lines import Line
from bot.store.database import Store
from flows.load import load
from flows.phone import FLOWS_IN_WRITING
from flows.steps.base import Step
from tests.builders import Clock
from tests.handlers.voice.walk.town import Town, town
from tests.handlers.voice.walk.walker import Walker
from tests.nlu.model_server import PARSED, TOKEN, ModelServer, serving

NONSENSE = "nlu_fallback"


@dataclass
class Watched(Mapping[str, Step]):
    """The steps of a flow, which note that a call stood at one of them."""

    flow: str
    steps: Mapping[str, Step]
    reached: set[str] = field(default_factory=set)

    def __getitem__(self, name: str) -> Step:
        self.reached.add(self.flow)
        return self.steps[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.steps)

    def __len__(self) -> int:
        return len(self.steps)


def watch(app: App) -> set[str]:
    """The flows that are reached from now on; the engine walks through its own content."""
    reached: set[str] = set()
    flows: Any = app.engine._content.flows
    flows.update(
        {
            name: replace(flow, steps=Watched(name, flow.steps, reached))
            for name, flow in flows.items()
        }
    )
    return reached


def means(model: ModelServer, intent: str) -> None:
    """From now on every sentence means this."""
    ranking = [{"name": intent, "confidence": 0.95}]
    model.answer = {**PARSED, "intent": ranking[0], "intent_ranking": ranking}


def sentences() -> Iterator[str]:
    """One intent for each flow that a sentence may lead to, and one that leads nowhere."""
    by_flow = {route.flow: name for name, route in load().routes.items()}
    yield from by_flow.values()
    yield NONSENSE


async def says(place: Town, model: ModelServer, intent: str, words: str = "") -> Line:
    """A call in which one sentence is said, until it is over."""
    line = await place.chooses(await place.double.phone().call(), "en")
    means(model, intent)
    await line.speak(words or f"a sentence about {intent}")
    await Walker(place, "en").fall_silent(line)
    return line


async def records(place: Town) -> None:
    """Somebody whose language no machine understands leaves their words where they are asked."""
    await place.record("ps")
    line = await place.chooses(await place.double.phone().call(), "ps")
    await line.press("0")
    await line.leave("my words")
    await place.double.settle()


async def test_every_flow_is_reached_in_a_call(
    sqlite_store: Store, clock: Clock, tmp_path: Path
) -> None:
    async with (
        serving() as model,
        town(
            sqlite_store,
            clock,
            tmp_path / "var",
            nlu={"nlu_url": model.url, "nlu_token": TOKEN},
        ) as place,
    ):
        reached = watch(place.app)
        for intent in sentences():
            await says(place, model, intent)
        await says(place, model, NONSENSE, "privacy")
        await records(place)
        assert set(load().flows) - reached == set(FLOWS_IN_WRITING)
