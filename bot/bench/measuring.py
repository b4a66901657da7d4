"""Taking times: of single messages, one after the other, and of many at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from time import perf_counter

from bot.bench.figures import PATH_MS, REPEATED_MS, Rate, Target, Times, times
from bot.errors import StartError
from bot.serving.golden import read_golden
from nlu.evaluation.questions import Question
from nlu.rasa import RasaClient
from nlu.remembered import MOST
from nlu.safety import alarms
from nlu.understander import Understander

WARM_MESSAGES = 20
SHORT, LONG = 5, 15  # words

CLASSES: dict[str, Callable[[Question], bool]] = {
    "whole path": lambda _asked: True,
    f"up to {SHORT} words": lambda asked: _words(asked) <= SHORT,
    f"{SHORT + 1} to {LONG} words": lambda asked: SHORT < _words(asked) <= LONG,
    f"more than {LONG} words": lambda asked: _words(asked) > LONG,
    "one intent": lambda asked: len(asked.intents) == 1,
    "several intents": lambda asked: len(asked.intents) > 1,
}


async def warm(client: RasaClient) -> None:
    """Ask a few messages that are not measured: the first ones load what is loaded late."""
    understander = Understander(client)
    for asked in read_golden()[:WARM_MESSAGES]:
        await _understand(understander, asked.text)


async def single_messages(client: RasaClient, asked: Sequence[Question]) -> Iterator[Times]:
    """Times of one message at a time: the whole path, danger words alone, and once more.

    ``asked`` are different messages. Raises StartError when the model is away.
    """
    understander = Understander(client)
    await understander.warm()
    path = [await _understand(understander, one.text) for one in asked]
    again = [await _understand(understander, one.text) for one in asked[-MOST:]]
    return _figures(asked, path, [_danger(one.text) for one in asked], again)


async def throughput(
    client: RasaClient, asked: Sequence[Question], processes: int, in_flight: int
) -> Rate:
    """Messages a second with ``in_flight`` of them under way all the time; raises StartError."""
    understander, gate = Understander(client), asyncio.Semaphore(in_flight)
    await understander.warm()

    async def one(text: str) -> None:
        async with gate:
            await _understand(understander, text)

    began = perf_counter()
    await asyncio.gather(*(one(question.text) for question in asked))
    return Rate(processes, in_flight, len(asked) / (perf_counter() - began))


def _figures(
    asked: Sequence[Question],
    path: Sequence[float],
    danger: Sequence[float],
    again: Sequence[float],
) -> Iterator[Times]:
    for name, belongs in CLASSES.items():
        taken = [took for took, one in zip(path, asked, strict=True) if belongs(one)]
        if taken:
            yield times(name, taken, Target("median", PATH_MS))
    yield times("danger words alone", danger)
    yield times("repeated message", again, Target("p95", REPEATED_MS))


async def _understand(understander: Understander, text: str) -> float:
    began = perf_counter()
    understood = await understander.understand(text)
    took = _milliseconds_since(began)
    if understood.degraded:
        raise StartError("The intent model did not answer a message; no figure would be true.")
    return took


def _danger(text: str) -> float:
    began = perf_counter()
    alarms(text)
    return _milliseconds_since(began)


def _milliseconds_since(began: float) -> float:
    return (perf_counter() - began) * 1000


def _words(asked: Question) -> int:
    return len(asked.text.split())
