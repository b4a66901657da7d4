"""Model servers for a measurement, and the cores that they may use."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from bot.model import Model, free_port, wait_until_ready
from bot.serving.announce import FILE, write_serving
from bot.supervisor import Program, Tell
from nlu.rasa import RasaClient

# As long as it takes: a measurement wants figures where the service would turn to keywords.
TIMEOUT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Serving:
    """A client of running servers, and their programs; none where somebody else runs them."""

    client: RasaClient
    programs: Sequence[Program] = ()

    def megabytes(self) -> float | None:
        """Resident memory of the largest server, or None where it cannot be seen."""
        started = [program.process for program in self.programs if program.process]
        return max((_resident(process.pid) for process in started), default=None)


@asynccontextmanager
async def serving(archive: Path, processes: int, tell: Tell) -> AsyncIterator[Serving]:
    """Serve ``archive`` with so many processes, asked in turn as the service asks them.

    Raises NluAway when they do not answer.
    """
    model = Model(archive.parent.parent, tell)
    first, *others = (model.server(archive, free_port(), tell) for _ in range(processes))
    servers = [first, *(model.server(archive, free_port(), tell, first.token) for _ in others)]
    running = [asyncio.create_task(one.program.keep_running()) for one in servers]
    with TemporaryDirectory(prefix="infoline-bench-") as folder:
        file = Path(folder) / FILE
        client = RasaClient.following(file, TIMEOUT_SECONDS)
        try:
            for one in servers:
                await _ready(one.url, one.token)
            write_serving(file, [one.url for one in servers], first.token, archive.name)
            yield Serving(client, [one.program for one in servers])
        finally:
            await client.close()
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)


@contextmanager
def one_core() -> Iterator[bool]:
    """Keep this thread, and what it starts, on one core; whether the system can do that."""
    if not hasattr(os, "sched_setaffinity"):
        yield False
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(allowed)})
    try:
        yield True
    finally:
        os.sched_setaffinity(0, allowed)


async def _ready(url: str, token: str) -> None:
    client = RasaClient(url, token, TIMEOUT_SECONDS)
    try:
        await wait_until_ready(client)
    finally:
        await client.close()


def _resident(pid: int) -> float:
    megabyte = 1_000_000
    resident: int = psutil.Process(pid).memory_info().rss
    return resident / megabyte
