"""The outbox: due rows are handed to their door, and what became of them is written down."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.bell import Bell
from bot.messages import (
    TEXT_CHANNELS,
    Act,
    Channel,
    Delivery,
    Enclosure,
    Estimate,
    KeepsBack,
    MediaKind,
    Outbound,
    SendError,
    Sent,
    Trouble,
)
from bot.opting import GOODBYE, OPTED_OUT
from bot.outcomes import MAX_CODE, Outcome, after_error, after_interruption, failed
from bot.policy import Policy
from bot.spending import book, refusal
from bot.standing import advance
from bot.store.database import Store, Unit
from bot.store.records import Contact, Line, Queued
from bot.store.sending import NUDGED, SPOKEN
from bot.store.trouble import DatabaseTrouble
from bot.undelivered import goes_otherwise, mark_address, not_delivered

log = structlog.get_logger()

LEASE = timedelta(seconds=30)
FILE_LEASE = timedelta(minutes=3)
"""A file takes its time on a slow line: nobody else may think that this process died."""

AT_ONCE = 32
WINDOW = timedelta(hours=24)
LOOK_AGAIN_SECONDS = 1.0
AFTER_ERROR_SECONDS = 1.0


class Outbox:
    """Sends what was decided. The only place that knows what a failed send means."""

    def __init__(
        self, store: Store, channels: Mapping[str, Channel], bell: Bell, policy: Policy
    ) -> None:
        """``channels`` by name; a message for any other channel waits in its row."""
        self._store = store
        self._channels = channels
        self._bell = bell
        self._policy = policy
        self._running: dict[str, asyncio.Task[None]] = {}
        self._resting: set[str] = set()
        self._recover_at = 0.0

    async def step(self) -> None:
        """Begin to send what is due, then rest until something rings."""
        rung = asyncio.create_task(self._bell.wait("outbox", LOOK_AGAIN_SECONDS))
        try:
            await asyncio.sleep(0)  # from here on no ring is missed
            await self._recover_now_and_then()
            await self._start_due()
            await rung
        finally:
            rung.cancel()

    async def send_due(self) -> int:
        """Send everything that is due now, and wait for it; how many sends were tried."""
        tried = 0
        while begun := await self._start_due():
            await asyncio.gather(*begun)
            tried += len(begun)
        return tried

    async def drain(self) -> None:
        """Let the sends that have begun come to their end."""
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def recover(self) -> None:
        """Settle sends whose process died: repeat them where that is harmless, never else."""
        async with self._store.read() as unit:
            lost = await unit.sending.interrupted()
        for queued in lost:
            if queued.address_id not in self._running:
                await self._recover(queued)

    async def _recover(self, queued: Queued) -> None:
        door = self._channels.get(queued.channel)
        idempotent = door is not None and door.idempotent
        async with self._store.write() as unit:
            if queued in await unit.sending.interrupted():  # nobody else settled it meanwhile
                outcome = after_interruption(queued, idempotent=idempotent)
                await self._write(unit, queued, replace(outcome, cost=_reserved(queued, outcome)))
        self._bell.ring("sent", "desk")

    async def _recover_now_and_then(self) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._recover_at:
            self._recover_at = now + LOOK_AGAIN_SECONDS
            await self.recover()

    async def _start_due(self) -> list[asyncio.Task[None]]:
        """Begin the next send of every address that has one due, as far as there is room."""
        room = AT_ONCE - len(self._running)
        if room <= 0:
            return []
        async with self._store.read() as unit:
            due = await unit.sending.due(
                tuple(self._channels), room, {*self._running, *self._resting}
            )
        return [self._start(queued) for queued in due if queued.address_id not in self._running]

    def _start(self, queued: Queued) -> asyncio.Task[None]:
        task = asyncio.create_task(self._send(queued))
        self._running[queued.address_id] = task
        return task

    async def _send(self, queued: Queued) -> None:
        """One send. What could not be written down is settled when its lease has run out."""
        try:
            outbound = await self._claim_or_give_up(queued)
            if outbound:
                await self._settle(queued, await self._attempt(queued, outbound))
            else:
                self._bell.ring("desk")
        except Exception as error:  # noqa: BLE001 - the loop must go on for all others
            log.error("send_not_settled", channel=queued.channel, error=type(error).__name__)
            self._rest(queued.address_id)
        finally:
            del self._running[queued.address_id]
            self._bell.ring("outbox")

    def _rest(self, address_id: str) -> None:
        """Leave an address alone for a while: others go on in its place."""
        self._resting.add(address_id)
        loop = asyncio.get_running_loop()
        loop.call_later(AFTER_ERROR_SECONDS, self._resting.discard, address_id)

    async def _claim_or_give_up(self, queued: Queued) -> Outbound | None:
        try:
            return await self._claim(queued)
        except DatabaseTrouble:
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it stays its own trouble
            log.error("row_broken", channel=queued.channel, error=type(error).__name__)
            await self._settle(queued, Outcome(Delivery.FAILED, "broken"))
            return None

    async def _claim(self, queued: Queued) -> Outbound | None:
        """What the door is to do; None where another process does it, or nothing is to do."""
        async with self._store.write() as unit:
            file = await self._file(unit, queued)
            if not await unit.sending.claim(queued.seq, _lease(file)):
                return None
            sent = await unit.sending.parts(queued.message_id)
            if not await _is_anything_left(unit, queued, sent):
                await unit.sending.settle(queued, Delivery.SENT)
                return None
            contact = await unit.people.by_id(queued.address_id)
            line = await unit.transcript.line(queued.message_id)
            if contact is None or line.text is None:
                await unit.sending.settle(queued, Delivery.FAILED, trouble="erased")
                return None
            refused = _refusal(queued, contact, line, unit.now) or self._not_taken(queued, file)
            if refused:
                await self._write(unit, queued, refused)
                return None
            if queued.channel in TEXT_CHANNELS:
                await unit.reports.forget(queued.message_id, len(sent))
            outbound = Outbound(
                id=line.id,
                address=contact.address,
                author=line.author,
                text=line.text,
                language=line.language or "en",
                choices=line.choices,
                sensitive=line.sensitive,
                act=queued.act,
                sent=sent,
                chosen=None if queued.chosen is None else line.choices[queued.chosen].id,
                last_heard=contact.last_heard,
                nudged=queued.trouble == NUDGED,
                file=file,
            )
            too_dear = await self._too_dear(unit, queued, outbound)
            if too_dear:
                await self._write(unit, queued, Outcome(Delivery.FAILED, too_dear))
                return None
            door = self._channels[queued.channel]
            if isinstance(door, KeepsBack) and queued.act in SPOKEN:
                await unit.sending.foresee(queued.seq, keeps_back=door.keeps_back(outbound))
            return outbound

    async def _file(self, unit: Unit, queued: Queued) -> Enclosure | None:
        """What goes with the words; its content is read when the door wants it."""
        about = await unit.attachments.enclosed(queued.message_id)
        if about is None:
            return None

        async def read() -> bytes:
            async with self._store.read() as later:
                found = await later.attachments.to_send(about.id)
            if found is None:
                raise SendError(Trouble.REFUSED, "erased")
            return found[1]

        kind, mime = MediaKind(about.kind), about.mime or ""
        return Enclosure(about.id, kind, mime, about.size or 0, about.name or "", read)

    def _not_taken(self, queued: Queued, file: Enclosure | None) -> Outcome | None:
        """Words never go out without the file that belongs to them."""
        if file is None or queued.act not in SPOKEN:
            return None
        if file.size <= self._channels[queued.channel].files.get(file.mime, -1):
            return None
        return failed("file_not_taken", Trouble.REFUSED)

    async def _attempt(self, queued: Queued, outbound: Outbound) -> Outcome:
        try:
            return await self._carry_out(queued, outbound)
        except DatabaseTrouble:
            raise
        except SendError as error:
            log.warning(
                "send_failed", channel=queued.channel, act=queued.act, code=error.code[:MAX_CODE]
            )
            return replace(after_error(queued, error), cost=self._paid(error, queued, outbound))
        except Exception as error:  # noqa: BLE001 - it may have arrived: a human must look
            log.error("send_broke", channel=queued.channel, error=type(error).__name__)
            unsure = SendError(Trouble.UNKNOWN, type(error).__name__)
            return replace(after_error(queued, unsure), cost=self._paid(unsure, queued, outbound))

    async def _carry_out(self, queued: Queued, outbound: Outbound) -> Outcome:
        door = self._channels[queued.channel]
        sent = await door.send(outbound)
        while sent.more:
            outbound = await self._keep_part(queued, outbound, sent)
            sent = await door.send(outbound)
        first = next(iter(outbound.sent), sent.provider_id)
        return Outcome(
            Delivery.SENT, part=sent.provider_id, first=first, rest=sent.rest, cost=sent.cost
        )

    async def _too_dear(self, unit: Unit, queued: Queued, outbound: Outbound) -> str | None:
        """Why money stands against this message; None where nothing does."""
        if queued.act not in SPOKEN:
            return None
        estimate = self._channels[queued.channel].estimate(outbound)
        if estimate is None:
            return None
        return await refusal(unit, self._policy, queued, estimate)

    def _paid(self, error: SendError, queued: Queued, outbound: Outbound) -> Estimate | None:
        """What was spent all the same: on asking the person to write, where a message had to wait
        for that, or on a message of which nobody knows whether it went out."""
        lost = error.trouble is Trouble.UNKNOWN and queued.act in SPOKEN
        if not lost and error.trouble is not Trouble.NUDGED:
            return None
        return self._channels[outbound.address.channel].estimate(outbound)

    async def _keep_part(self, queued: Queued, outbound: Outbound, sent: Sent) -> Outbound:
        """Write a part down before the next one is sent, and begin the lease anew."""
        if sent.provider_id is None:
            msg = "a part without an id would be sent for ever"
            raise ValueError(msg)
        async with self._store.write(soon=True) as unit:
            goes_on = await unit.sending.settle(queued, Delivery.QUEUED, counts=False)
            contact = await unit.people.by_id(queued.address_id)
            if goes_on:
                await unit.sending.claim(queued.seq, _lease(outbound.file))
                await unit.sending.add_part(queued, sent.provider_id, cost=sent.cost)
            if sent.cost:  # it was sent, whatever becomes of the others
                await book(unit, self._policy, queued, sent.provider_id, sent.cost)
        if contact and contact.status == OPTED_OUT:
            raise SendError(Trouble.OPTED_OUT, OPTED_OUT)
        if not goes_on:
            raise SendError(Trouble.REFUSED, "part_failed")
        return replace(outbound, sent=(*outbound.sent, sent.provider_id))

    async def _settle(self, queued: Queued, outcome: Outcome) -> None:
        async with self._store.write(soon=True) as unit:
            await self._write(unit, queued, outcome)
        self._bell.ring("sent", "desk")

    async def _write(self, unit: Unit, queued: Queued, outcome: Outcome) -> None:
        if outcome.closed and await goes_otherwise(unit, self._policy, queued):
            return
        ended = await unit.sending.settle(
            queued,
            outcome.state,
            trouble=outcome.code,
            due_at=unit.now + outcome.wait,
            counts=outcome.counts,
            nudge_id=outcome.nudge_id,
        )
        if not ended:
            await _write_late(unit, queued, outcome)
        elif queued.act in SPOKEN:
            await self._write_message(unit, queued, outcome)
        else:
            await mark_address(unit, queued, outcome)
        if queued.act is Act.RETRACT and outcome.state is Delivery.FAILED:
            conversation_id, n = await unit.transcript.place(queued.message_id)
            await unit.events.add(
                "not_retracted", "bot", conversation_id=conversation_id, code=outcome.code, n=n
            )
        if outcome.cost:
            await book(unit, self._policy, queued, outcome.part, outcome.cost)

    async def _write_message(self, unit: Unit, queued: Queued, outcome: Outcome) -> None:
        if outcome.state in (Delivery.FAILED, Delivery.UNKNOWN):
            await not_delivered(unit, self._policy, queued, outcome)
            return
        if queued.act is Act.SEND or outcome.state is Delivery.SENT:
            await unit.transcript.settle(queued.message_id, outcome.state, outcome.first)
        if outcome.part:
            await _add_part(unit, queued, outcome)
        if outcome.code == NUDGED:
            conversation_id, n = await unit.transcript.place(queued.message_id)
            await unit.events.add("nudged", "bot", conversation_id=conversation_id, n=n)


def _reserved(queued: Queued, outcome: Outcome) -> Estimate | None:
    """What was kept for it below the ceiling: it may have been spent."""
    if outcome.state is not Delivery.UNKNOWN or not queued.reserved:
        return None
    return Estimate(0, queued.reserved)


def _lease(file: Enclosure | None) -> timedelta:
    return FILE_LEASE if file else LEASE


async def _add_part(unit: Unit, queued: Queued, outcome: Outcome) -> None:
    """Note the last part that was sent, and what was reported of it before we knew."""
    if outcome.part:
        await unit.sending.add_part(queued, outcome.part, rest=outcome.rest, cost=outcome.cost)
    if queued.channel in TEXT_CHANNELS:
        await advance(unit, queued.message_id)


async def _write_late(unit: Unit, queued: Queued, outcome: Outcome) -> None:
    """A report was faster: only what it could not tell is added, and not to what failed."""
    states = {row.seq: state for row, state, _ in await unit.sending.rows_of(queued.message_id)}
    if states.get(queued.seq) is Delivery.SENT:
        await _add_part(unit, queued, outcome)


async def _is_anything_left(unit: Unit, queued: Queued, sent: tuple[str, ...]) -> bool:
    """Whether there is still something to do for this row."""
    if queued.act is Act.CONTINUE:
        return await unit.sending.has_rest(queued.message_id)
    return queued.act is Act.SEND or bool(sent)


def _refusal(queued: Queued, contact: Contact, line: Line, now: datetime) -> Outcome | None:
    """Why this must not be sent now; None where it may be."""
    if contact.status == OPTED_OUT and line.text_key != GOODBYE:
        return failed(OPTED_OUT, Trouble.OPTED_OUT)
    heard = contact.last_heard is not None and now - contact.last_heard < WINDOW
    if queued.trouble == NUDGED and not heard:
        return failed("not_read", Trouble.REFUSED)
    return None
