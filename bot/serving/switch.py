"""The model in service, kept running; another release takes its place without a lost request."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import InfolineError, StartError
from bot.model import Model
from bot.serving.announce import FILE, write_serving
from bot.serving.golden import Golden
from bot.serving.releases import Release
from bot.serving.servers import ServerSet, remove_leftovers
from bot.supervisor import Tell

LOOK_SECONDS = 1.0
# A request that began just before the switch may still wait for as long as a client waits at
# all; the margin is for a service process that was busy between choosing a server and asking it.
LINGER_MARGIN_SECONDS = 2.0


@dataclass
class ModelService:
    """Serves the current release of ``model``, from one release to the next.

    ``processes`` is the number of servers, ``timeout_seconds`` how long a client waits for one.
    """

    model: Model
    processes: int
    timeout_seconds: float
    golden: Golden = field(repr=False)
    tell: Tell
    _sets: list[ServerSet] = field(init=False, default_factory=list)
    _refused: set[int] = field(init=False, default_factory=set)

    @property
    def serving_file(self) -> Path:
        """Where clients read whom to ask."""
        return self.model.folder / FILE

    async def run(self) -> None:
        """Train where it has to be, serve, switch, until cancelled; then end every process.

        Raises InfolineError where there is no model to serve.
        """
        self.serving_file.unlink(missing_ok=True)  # of an end that nobody could announce
        remove_leftovers(self.model.folder)
        try:
            await asyncio.to_thread(self.model.ensure)
        except asyncio.CancelledError:
            self.model.end()
            raise
        try:
            serving = await self._first()
            while True:
                await asyncio.sleep(LOOK_SECONDS)
                wanted = self._wanted(serving)
                if wanted:
                    serving = await self._tried(serving, wanted)
        finally:
            for servers in self._sets:
                await servers.stop()

    async def _first(self) -> ServerSet:
        """The first model that passes, from the current release backwards.

        Where none does, the last one serves: a model that is not trusted fully, behind the
        danger words, understands more than keywords do.
        """
        while True:
            release = self.model.releases.read().current
            if release is None:
                msg = "There is no model to serve."
                raise StartError(msg)
            self.tell(f"starting the intent model {release.model}")
            write_serving(self.serving_file, (), "", None, release.model)
            servers = self._begin(release)
            fault = await servers.fault(self.golden)
            before = self._there(release.replaced)
            if fault and before:
                self._put_back(release, fault, before)
                await self._end(servers)
                continue
            if fault:
                self.tell(f"{release.model} is in service although {fault}: there is no other")
            self._announce(servers)
            servers.watch()
            return servers

    async def _tried(self, old: ServerSet, release: Release) -> ServerSet:
        """The same as ``_switched``; a disk that takes no file ends the attempt, not the model."""
        try:
            return await self._switched(old, release)
        except OSError as error:
            self._refused.add(release.number)
            self.tell(f"{release.model} was not put in service: {error.strerror}")
            for other in [servers for servers in self._sets if servers is not old]:
                await self._end(other)
            return old

    async def _switched(self, old: ServerSet, release: Release) -> ServerSet:
        """The servers of ``release`` once callers ask them, or ``old`` where that fails."""
        self.tell(f"a new model is being made ready: {release.model}")
        self._announce(old, coming=release.model)
        new = self._begin(release)
        fault = await new.fault(self.golden)
        if fault:
            self._announce(old)
            self._put_back(release, fault, old.release)
            await self._end(new)
            return old
        self._announce(new)
        new.watch()
        await asyncio.sleep(self.timeout_seconds + LINGER_MARGIN_SECONDS)
        await self._end(old)
        return new

    def _begin(self, release: Release) -> ServerSet:
        servers = ServerSet(self.model, release, self.processes, self.tell)
        self._sets.append(servers)
        servers.begin()
        return servers

    async def _end(self, servers: ServerSet) -> None:
        await servers.stop()
        self._sets.remove(servers)

    def _announce(self, servers: ServerSet, coming: str | None = None) -> None:
        name = servers.release.model
        write_serving(self.serving_file, servers.urls, servers.token, name, coming)
        if coming is None:
            self.tell(f"the intent model {name} is in service")

    def _put_back(self, release: Release, fault: str, before: Release) -> None:
        self.model.releases.put_back(release.number, fault, before.number)
        self.tell(f"{release.model} was not put in service: {fault}; {before.model} stays")

    def _there(self, number: int | None) -> Release | None:
        """The release of that number, where its model can still be served."""
        release = self.model.releases.read().numbered(number)
        return release if release and (self.model.folder / release.model).is_file() else None

    def _wanted(self, serving: ServerSet) -> Release | None:
        """The release to switch to, where it is another and did not fail before."""
        try:
            wanted = self.model.releases.read().current
        except InfolineError as error:
            self.tell(error.message)
            return None
        if wanted is None or wanted.model == serving.release.model:
            return None
        return None if wanted.number in self._refused else wanted
