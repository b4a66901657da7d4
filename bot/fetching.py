"""Fetching what people sent from where their provider keeps it, within the deployment's rules."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from datetime import timedelta

import filetype
import structlog

from bot.backing_off import pause
from bot.bell import Bell
from bot.chores import DELETE_MEDIA
from bot.errors import ErasedError
from bot.keeping import Keeping
from bot.messages import Channel, SendError, Trouble
from bot.store.attachments import FAILED, PENDING, REFUSED
from bot.store.database import Store, Unit
from bot.store.records import ToFetch

log = structlog.get_logger()

LEASE = timedelta(minutes=3)
FETCH_SECONDS = 120
AT_ONCE = 4
MAX_ATTEMPTS = 6
LOOK_AGAIN_SECONDS = 1.0
TOO_BIG = "too_big"


class Fetcher:
    """Fetches files after their message was kept. Contents are sealed under the person's key."""

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        keeping: Keeping,
        bell: Bell,
        discards: Collection[str] = (),
    ) -> None:
        """``channels`` by name; the files of any other one wait. Those of channels in
        ``discards`` are to be deleted at their provider once they are stored or refused."""
        self._store = store
        self._channels = channels
        self._keeping = keeping
        self._bell = bell
        self._discards = discards

    async def step(self) -> None:
        """Fetch what is due, then rest until something came in."""
        if not await self.fetch_due():
            await self._bell.wait("inbound", LOOK_AGAIN_SECONDS)

    async def fetch_due(self) -> int:
        """Fetch the files that are due; how many were tried."""
        async with self._store.read() as unit:
            due = await unit.attachments.due(tuple(self._channels), AT_ONCE)
        if not due:
            await self._release_interrupted()
            return 0
        await asyncio.gather(*(self._fetch(file) for file in due))
        self._bell.ring("desk")
        return len(due)

    async def _release_interrupted(self) -> None:
        async with self._store.read() as unit:
            interrupted = await unit.attachments.interrupted()
        if interrupted:
            async with self._store.write() as unit:
                await unit.attachments.release_interrupted()

    async def _fetch(self, file: ToFetch) -> None:
        async with self._store.write() as unit:
            if not await unit.attachments.claim(file.id, LEASE):
                return
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                content = await self._channels[file.channel].fetch(file.media, self._keeping.most)
            await self._keep(file, content)
        except ErasedError:
            await self._settle(file, REFUSED, "erased", discard=True)
        except SendError as error:
            await self._failed(file, error)
        except Exception as error:  # noqa: BLE001 - a file that cannot be fetched is shown as such
            log.warning("fetch_failed", channel=file.channel, error=type(error).__name__)
            await self._failed(file, SendError(Trouble.RETRY, type(error).__name__))

    async def _keep(self, file: ToFetch, content: bytes) -> None:
        mime = filetype.guess_mime(content)
        if len(content) > self._keeping.most:
            await self._settle(file, REFUSED, TOO_BIG, discard=True)
        elif mime is None or mime not in self._keeping.types:
            await self._settle(file, REFUSED, "type", discard=True)
        else:
            async with self._store.write() as unit:
                await unit.attachments.store(file, content, _sounds(file, mime))
                await self._discard(unit, file)

    async def _failed(self, file: ToFetch, error: SendError) -> None:
        attempts = file.attempts + 1
        if error.trouble in (Trouble.REFUSED, Trouble.DEAD):
            await self._settle(file, REFUSED, error.code, discard=error.code == TOO_BIG)
        elif attempts >= MAX_ATTEMPTS and error.after is None:
            await self._settle(file, FAILED, error.code)
        else:
            await self._settle(
                file, PENDING, error.code, error.after or pause(attempts).total_seconds()
            )

    async def _settle(
        self, file: ToFetch, state: str, reason: str, wait: float = 0, *, discard: bool = False
    ) -> None:
        async with self._store.write() as unit:
            due_at = unit.now + timedelta(seconds=wait)
            await unit.attachments.settle(file.id, state, reason, due_at)
            if discard:
                await self._discard(unit, file)

    async def _discard(self, unit: Unit, file: ToFetch) -> None:
        """What is kept here, or will never be, need not lie at its provider."""
        if file.channel in self._discards and file.media.ref:
            await unit.chores.add(file.channel, DELETE_MEDIA, file.media.ref)


def _sounds(file: ToFetch, mime: str) -> str:
    """A container of sound alone, such as a voice note's, is told apart from a film's."""
    audible = file.media.kind in ("voice", "audio")
    return mime.replace("video/", "audio/") if audible else mime
