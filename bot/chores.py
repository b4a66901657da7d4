"""Tidying up at providers: files and texts that are ours now are removed there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import structlog

from bot.backing_off import pause
from bot.bell import Bell
from bot.messages import Happening, Inbound, SendError, Trouble
from bot.policy import Policy
from bot.store.database import Store, Unit
from bot.store.records import Chore
from bot.store.work import DONE, FAILED, QUEUED

log = structlog.get_logger()

DELETE_MEDIA, REDACT = ("delete_media", "redact")
LEASE = timedelta(minutes=2)
CHORE_SECONDS = 60
AT_ONCE = 4
MAX_ATTEMPTS = 10
LOOK_AGAIN_SECONDS = 5.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = (4, 3600)

CarryOut = Callable[[str, str], Awaitable[None]]
"""Given a kind and the provider's handle, it does the chore or raises SendError."""


class Chores:
    """Carries out what is due. Doing one twice does no harm."""

    def __init__(self, store: Store, carry_out: Mapping[str, CarryOut], bell: Bell) -> None:
        """``carry_out`` by channel; the chores of any other one wait."""
        self._store = store
        self._carry_out = carry_out
        self._bell = bell

    async def step(self) -> None:
        """Do what is due, then rest."""
        if not await self.do_due():
            await self._bell.wait("chores", LOOK_AGAIN_SECONDS)

    async def do_due(self) -> int:
        """Do what is due now; how many were tried."""
        async with self._store.read() as unit:
            due = await unit.chores.due(tuple(self._carry_out), AT_ONCE)
        if not due:
            await self._release_interrupted()
            return 0
        await asyncio.gather(*(self._do(chore) for chore in due))
        return len(due)

    async def _release_interrupted(self) -> None:
        async with self._store.read() as unit:
            interrupted = await unit.chores.interrupted()
        if interrupted:
            async with self._store.write() as unit:
                await unit.chores.release_interrupted()

    async def _do(self, chore: Chore) -> None:
        async with self._store.write() as unit:
            if not await unit.chores.claim(chore.id, LEASE):
                return
        try:
            async with asyncio.timeout(CHORE_SECONDS):
                await self._carry_out[chore.channel](chore.kind, chore.ref)
        except SendError as error:
            await self._failed(chore, error)
        except Exception as error:  # noqa: BLE001 - one chore must not hold up the others
            await self._failed(chore, SendError(Trouble.RETRY, type(error).__name__))
        else:
            await self._settle(chore, DONE)

    async def _failed(self, chore: Chore, error: SendError) -> None:
        """Try again later; what will never work, or did not for long, somebody must look at."""
        attempts = chore.attempts + 1
        if error.after is not None:
            await self._settle(chore, QUEUED, error.code, error.after, counts=False)
        elif error.trouble in (Trouble.RETRY, Trouble.UNKNOWN) and attempts < MAX_ATTEMPTS:
            await self._settle(
                chore,
                QUEUED,
                error.code,
                pause(
                    attempts, first=FIRST_PAUSE_SECONDS, most=LONGEST_PAUSE_SECONDS
                ).total_seconds(),
            )
        else:
            log.error("chore_failed", channel=chore.channel, kind=chore.kind, code=error.code)
            await self._settle(chore, FAILED, error.code)

    async def _settle(
        self,
        chore: Chore,
        state: str,
        code: str | None = None,
        wait: float = 0,
        *,
        counts: bool = True,
    ) -> None:
        async with self._store.write() as unit:
            due_at = unit.now + timedelta(seconds=wait)
            await unit.chores.settle(chore.id, state, code, due_at, counts=counts)


async def redact_received(unit: Unit, policy: Policy, message: Inbound) -> None:
    """The text of a message that is kept here is to be removed at its provider."""
    spoken = message.happening in (Happening.MESSAGE, Happening.OPTED_OUT, Happening.OPTED_IN)
    if spoken and message.address.channel in policy.redacts:
        await unit.chores.add(message.address.channel, REDACT, message.external_id)


async def discard_refused(unit: Unit, policy: Policy, message: Inbound) -> None:
    """Files that are not even fetched are to be deleted at their provider."""
    channel = message.address.channel
    for media in message.media if channel in policy.discards else ():
        if media.refused and media.ref:
            await unit.chores.add(channel, DELETE_MEDIA, media.ref)


async def redact_sent(unit: Unit, policy: Policy, channel: str, provider_id: str | None) -> None:
    """The text of a message of ours that came to its end is to be removed at its provider."""
    if provider_id and channel in policy.redacts:
        await unit.chores.add(channel, REDACT, provider_id)
