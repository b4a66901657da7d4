"""What a door tells the database: who of us does what only one may do, and how it stands."""

from __future__ import annotations

from datetime import timedelta

import structlog

from bot.bell import Bell
from bot.store.database import Store
from bot.store.ids import new_id

log = structlog.get_logger()

# Renewed every few seconds; a process that was killed holds a door for no longer than this.
LEASE = timedelta(seconds=12)


class Posts:
    """The post of one channel, sought by every service process and held by one."""

    def __init__(self, store: Store, channel: str, bell: Bell, lease: timedelta = LEASE) -> None:
        """``channel`` is the door's name. A killed process holds the post for ``lease``."""
        self._store = store
        self._channel = channel
        self._bell = bell
        self._holder = new_id()
        self._lease = lease

    async def lead(self) -> bool:
        """Whether this process holds the post, now and for some seconds."""
        async with self._store.write() as unit:
            return await unit.leases.take(self._channel, self._holder, self._lease)

    async def leave(self) -> None:
        """Let another process take the post at once."""
        async with self._store.write() as unit:
            await unit.leases.give_back(self._channel, self._holder)

    async def report(self, problem: str | None, pending: int | None = None) -> None:
        """Write down how the door stands, for the health page and the console."""
        async with self._store.write() as unit:
            changed = await unit.doors.report(self._channel, problem, pending)
        if changed:
            log.warning("door", channel=self._channel, code=problem or "well")
            self._bell.ring("desk")
