"""The whole measurement: single messages on one core, memory, throughput, training."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bot.bench.figures import (
    MEMORY_MB,
    TRAINING_SECONDS,
    Amount,
    Measured,
    Rate,
    Target,
    Times,
)
from bot.bench.measuring import single_messages, throughput, warm
from bot.bench.servers import Serving, one_core, serving
from bot.model import DATA, Model
from bot.supervisor import Tell
from nlu.evaluation.questions import Question
from nlu.rasa import RasaClient

PROCESSES = (1, 2)
IN_FLIGHT = (1, 4, 16)
# Enough for a steady rate; six rates of all held-out messages would take minutes.
RATE_MESSAGES = 300


async def bench_archive(
    archive: Path, asked: Sequence[Question], tell: Tell, training: Amount | None = None
) -> Measured:
    """Measure the model of ``archive`` with servers of its own, one after the other.

    Raises NluAway when it cannot be served, StartError when it does not answer a message.
    """
    with one_core() as pinned:  # before the server is started: it inherits the core
        async with serving(archive, 1, tell) as alone:
            times, memory = await _single(alone, asked, tell)
    rates: list[Rate] = []
    for processes in PROCESSES:
        async with serving(archive, processes, tell) as several:
            rates += await _rates(several.client, asked, processes, tell)
    return _measured(archive.name, asked, pinned, times, memory, training, rates)


async def bench_client(
    client: RasaClient, asked: Sequence[Question], tell: Tell, training: Amount | None = None
) -> Measured:
    """Measure a server that somebody else runs: its memory and its cores are not ours to see.

    Raises NluAway when it does not answer, StartError when it does not answer a message.
    """
    name = await client.status()
    times, memory = await _single(Serving(client), asked, tell)
    rates = await _rates(client, asked, 1, tell)
    return _measured(name, asked, False, times, memory, training, rates)


def bench_training(tell: Tell, source: Path = DATA) -> Amount:
    """Train a model on ``source`` into a folder that is thrown away; raises StartError."""
    with TemporaryDirectory(prefix="infoline-bench-") as folder:
        model = Model(Path(folder), tell, source)
        model.environment()
        began = perf_counter()
        model.train()
        return Amount(perf_counter() - began, "s", Target("value", TRAINING_SECONDS))


def different(asked: Sequence[Question]) -> list[Question]:
    """Every message of ``asked`` once: one that came before would be remembered."""
    return list({one.text.strip(): one for one in asked}.values())


async def _single(
    alone: Serving, asked: Sequence[Question], tell: Tell
) -> tuple[tuple[Times, ...], Amount | None]:
    tell(f"one message at a time: {len(asked)} messages")
    await warm(alone.client)
    times = tuple(await single_messages(alone.client, asked))
    resident = alone.megabytes()
    target = Target("value", MEMORY_MB)
    return times, None if resident is None else Amount(resident, "MB", target)


async def _rates(
    client: RasaClient, asked: Sequence[Question], processes: int, tell: Tell
) -> list[Rate]:
    tell(f"throughput of {processes} model server(s)")
    # Spread over the files, and so over the languages.
    chosen = asked[:: max(1, len(asked) // RATE_MESSAGES)][:RATE_MESSAGES]
    for _ in range(processes):
        await warm(client)
    return [await throughput(client, chosen, processes, flight) for flight in IN_FLIGHT]


def _measured(
    model: str,
    asked: Sequence[Question],
    pinned: bool,
    times: tuple[Times, ...],
    memory: Amount | None,
    training: Amount | None,
    rates: Sequence[Rate],
) -> Measured:
    cores = os.cpu_count() or 1
    return Measured(model, len(asked), cores, pinned, times, memory, training, tuple(rates))
