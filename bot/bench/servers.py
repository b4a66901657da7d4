"""Model servers for a measurement, and the cores that they may use."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from bot.serving.announce import FILE, write_serving
from bot.serving.temporary import TIMEOUT_SECONDS, temporary_servers
from bot.supervisor import Program, Tell
from nlu.rasa import RasaClient


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
    with TemporaryDirectory(prefix="infoline-bench-") as folder:
        file = Path(folder) / FILE
        async with temporary_servers(archive, processes, tell) as servers:
            write_serving(file, [one.url for one in servers], servers[0].token, archive.name)
            client = RasaClient.following(file, TIMEOUT_SECONDS)
            try:
                yield Serving(client, [one.program for one in servers])
            finally:
                await client.close()


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


def _resident(pid: int) -> float:
    megabyte = 1_000_000
    resident: int = psutil.Process(pid).memory_info().rss
    return resident / megabyte
