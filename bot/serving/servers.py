"""The processes that serve one model: begun together, watched, ended together."""

from __future__ import annotations

import asyncio
import secrets
import shutil
from pathlib import Path

import psutil

from bot.model import Model, ModelServer, free_port, model_server, until_ready
from bot.serving.golden import Golden, fault_of
from bot.serving.releases import Release
from bot.supervisor import Tell
from nlu.errors import NluAway, NluUnloaded
from nlu.rasa import RasaClient

PROBE_SECONDS = 10.0
PROBES_FAILED = 6
# One end may be an accident, such as a port that somebody took in that moment.
ENDS_AT_START = 2


class ServerSet:
    """One model's processes, each with a single worker, all with the same token."""

    def __init__(self, model: Model, release: Release, processes: int, tell: Tell) -> None:
        """Nothing runs yet. ``processes`` is how many there will be."""
        self.release = release
        self._archive = model.folder / release.model
        self.token = secrets.token_urlsafe(32)
        self.servers = [
            model_server(self._archive, free_port(), self.token, tell) for _ in range(processes)
        ]
        self._tell = tell
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def urls(self) -> list[str]:
        """Where the processes listen."""
        return [server.url for server in self.servers]

    def begin(self) -> None:
        """Start the processes; each is started again when it ends, until ``stop``."""
        for server in self.servers:
            self._tasks.append(asyncio.create_task(server.program.keep_running()))

    async def fault(self, golden: Golden) -> str | None:
        """Wait until all answer, and ask them the golden set, which warms them as well.

        Returns what is wrong with the model, or None.
        """
        if not self._archive.is_file():
            return f"the file {self._archive.name} is missing"
        found = await asyncio.gather(*(_examined(server, golden) for server in self.servers))
        return next((fault for fault in found if fault), None)

    def watch(self) -> None:
        """From now on end a process that runs but does not answer, so that it is restarted."""
        for server in self.servers:
            self._tasks.append(asyncio.create_task(_watch(server, self._tell)))

    async def stop(self) -> None:
        """End the processes, gently first."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        for server in self.servers:  # one that had to be killed could not tidy up
            shutil.rmtree(server.scratch, ignore_errors=True)


def remove_leftovers(folder: Path) -> None:
    """Remove temporary files of model servers that were killed; those of running ones stay."""
    told = [process.info["cmdline"] or [] for process in psutil.process_iter(["cmdline"])]
    ports = {words[-1] for words in told if "nlu.server.run" in words}
    for left in folder.glob("serving-*"):
        if left.is_dir() and left.name.removeprefix("serving-") not in ports:
            shutil.rmtree(left, ignore_errors=True)


async def _examined(server: ModelServer, golden: Golden) -> str | None:
    """Wait for one process and ask it the golden set; what is wrong, or None."""
    client = RasaClient(server.url, server.token, PROBE_SECONDS)
    try:
        await _ready(server, client)
        return await fault_of(client, golden)
    except NluAway as away:
        return str(away)
    finally:
        await client.close()


@until_ready
async def _ready(server: ModelServer, client: RasaClient) -> None:
    if server.program.ends >= ENDS_AT_START:
        raise NluUnloaded("its server ended before it answered")
    await client.status()


async def _watch(server: ModelServer, tell: Tell) -> None:
    client = RasaClient(server.url, server.token, PROBE_SECONDS)
    failed = 0
    try:
        while True:
            await asyncio.sleep(PROBE_SECONDS)
            try:
                await client.status()
            except NluAway:
                failed += 1
            else:
                failed = 0
            if failed >= PROBES_FAILED:
                tell("the intent model does not answer")
                await server.program.stop()
                failed = 0
    finally:
        await client.close()
