"""The outbox: due rows are handed to their door, and what became of them is written down."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import structlog
from tenacity import RetryCallState, Retrying, wait_exponential

from bot.bell import Bell
from bot.messages import Channel, Delivery, Outbound, SendError, Trouble
from bot.store.database import Store
from bot.store.records import Queued
from bot.store.trouble import DatabaseTrouble

log = structlog.get_logger()

LEASE = timedelta(seconds=30)
BATCH = 32
MAX_ATTEMPTS = 8
LOOK_AGAIN_SECONDS = 1.0
BACK_OFF = wait_exponential(multiplier=2, max=600)


class Outbox:
    """Sends what was decided. The only place that knows what a failed send means."""

    def __init__(self, store: Store, channels: Mapping[str, Channel], bell: Bell) -> None:
        """``channels`` by name; a message for any other channel waits in its row."""
        self._store = store
        self._channels = channels
        self._bell = bell

    async def step(self) -> None:
        """Send what is due, then rest until something rings."""
        await self.recover()
        if not await self.send_due():
            await self._bell.wait("outbox", LOOK_AGAIN_SECONDS)

    async def send_due(self) -> int:
        """Send the next message of every address that has one due; how many were tried."""
        async with self._store.read() as unit:
            due = await unit.sending.due(tuple(self._channels), BATCH)
        await asyncio.gather(*(self._send(queued) for queued in due))
        return len(due)

    async def recover(self) -> None:
        """Settle sends whose process died: repeat them where a door allows it, never else."""
        async with self._store.read() as unit:
            interrupted = await unit.sending.interrupted()
        for queued in interrupted:
            channel = self._channels.get(queued.channel)
            again = channel and channel.idempotent and queued.attempts < MAX_ATTEMPTS
            await self._settle(
                queued, Delivery.QUEUED if again else Delivery.UNKNOWN, "interrupted"
            )

    async def _send(self, queued: Queued) -> None:
        """Send one message. Whatever is wrong with it stays its own trouble."""
        try:
            await self._hand_over(queued)
        except DatabaseTrouble:
            raise
        except Exception as error:  # noqa: BLE001 - one broken row must not stop all others
            log.error("row_broken", channel=queued.channel, error=type(error).__name__)
            await self._settle(queued, Delivery.FAILED, "broken")

    async def _hand_over(self, queued: Queued) -> None:
        outbound = await self._claim(queued)
        if outbound is None:
            return
        try:
            provider_id = await self._channels[queued.channel].send(outbound)
        except SendError as error:
            await self._failed(queued, error)
        except Exception as error:  # noqa: BLE001 - it may have arrived: a human must look
            log.error("send_broke", channel=queued.channel, error=type(error).__name__)
            await self._settle(queued, Delivery.UNKNOWN, type(error).__name__)
        else:
            await self._settle(queued, Delivery.SENT, None, provider_id)

    async def _claim(self, queued: Queued) -> Outbound | None:
        async with self._store.write() as unit:
            if not await unit.sending.claim(queued.seq, LEASE):
                return None
            contact = await unit.people.by_id(queued.address_id)
            line = await unit.transcript.line(queued.message_id)
            if contact is None or line.text is None:
                await unit.sending.settle(queued.seq, Delivery.FAILED, trouble="erased")
                return None
            return Outbound(
                id=line.id,
                address=contact.address,
                author=line.author,
                text=line.text,
                language=line.language or "en",
                choices=line.choices,
                sensitive=line.sensitive,
            )

    async def _failed(self, queued: Queued, error: SendError) -> None:
        log.warning("send_failed", channel=queued.channel, code=error.code)
        again = queued.attempts + 1 < MAX_ATTEMPTS
        match error.trouble:
            case Trouble.RETRY if again:
                await self._settle(queued, Delivery.QUEUED, error.code)
            case Trouble.UNKNOWN:
                await self._settle(queued, Delivery.UNKNOWN, error.code)
            case Trouble.DEAD:
                await self._settle(queued, Delivery.FAILED, error.code, dead=True)
            case _:
                await self._settle(queued, Delivery.FAILED, error.code)

    async def _settle(
        self,
        queued: Queued,
        state: Delivery,
        trouble: str | None,
        provider_id: str | None = None,
        *,
        dead: bool = False,
    ) -> None:
        async with self._store.write() as unit:
            due_at = unit.now + _pause(queued.attempts + 1) if trouble else unit.now
            await unit.sending.settle(queued.seq, state, trouble=trouble, due_at=due_at)
            await unit.transcript.settle(queued.message_id, state, provider_id)
            if dead:
                await unit.people.mark(queued.address_id, "dead")
            if state in (Delivery.FAILED, Delivery.UNKNOWN):
                conversation_id, n = await unit.transcript.place(queued.message_id)
                await unit.events.add(
                    "send_trouble",
                    "bot",
                    conversation_id=conversation_id,
                    state=state,
                    code=trouble,
                    n=n,
                )
        self._bell.ring("sent", "desk")


def _pause(attempts: int) -> timedelta:
    """How long to wait after this many attempts: 2, 4, 8 ... seconds, ten minutes at most."""
    state = RetryCallState(Retrying(), None, (), {})
    state.attempt_number = attempts
    return timedelta(seconds=BACK_OFF(state))
