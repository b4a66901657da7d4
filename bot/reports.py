"""What a provider says later of a message that it took. Reports come in any order, repeatedly."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.bell import Bell
from bot.chores import redact_sent
from bot.messages import Author, Delivery, DeliveryReport, Trouble
from bot.opting import OPTED_OUT
from bot.outcomes import MAX_CODE, Outcome, failed
from bot.policy import Policy
from bot.standing import ARRIVED, advance
from bot.store.database import Store, Unit
from bot.store.records import Contact, Queued
from bot.store.sending import NUDGED
from bot.undelivered import goes_otherwise, not_delivered

log = structlog.get_logger()

LATER = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
"""When a message is tried again that the provider took but could not deliver for now."""
TOO_OLD = timedelta(days=1)
LATELY = timedelta(hours=20)
FINAL = (Delivery.DELIVERED, Delivery.READ, Delivery.FAILED)
MOST_PARTS = 1000
SPLIT_ABOVE = 1600


class Reports:
    """Takes delivery reports. Any number of processes may do so beside each other."""

    def __init__(self, store: Store, policy: Policy, bell: Bell) -> None:
        """All parts come from the composition root."""
        self._store = store
        self._policy = policy
        self._bell = bell

    async def report(self, report: DeliveryReport) -> bool:
        """Take one report; False for one that was taken before, or that is of no use."""
        async with self._store.write(soon=True) as unit:
            new = await self._take(unit, report)
        if new:
            self._bell.ring("outbox", "sent", "desk")
        return new

    async def traffic(self, channel: str) -> tuple[datetime | None, datetime | None]:
        """When something was last sent on a channel, and when the last report came of that."""
        async with self._store.read() as unit:
            return await unit.reports.traffic(channel)

    async def _take(self, unit: Unit, report: DeliveryReport) -> bool:
        rows = await unit.sending.rows_of(report.message_id)
        if not rows or not 0 <= report.part < MOST_PARTS:
            log.info("report_of_nothing", state=report.state, code=report.code)
            return False
        if report.nudge:
            return await self._nudged(unit, report, *rows[0][:2])
        if await _is_of_old(unit, report):
            return False
        code = report.code and report.code[:MAX_CODE]
        if not await unit.reports.add(report.message_id, report.part, report.state, code):
            return False
        # Each page that was asked for has a row; all parts of what was not kept back share one.
        queued, state, lease = rows[max(0, len(rows) - 1 - report.part)]
        if report.state in FINAL:
            await redact_sent(unit, self._policy, queued.channel, report.provider_id)
        lost = state is Delivery.UNKNOWN or (
            state is Delivery.SENDING and lease is not None and lease < unit.now
        )
        if report.state is Delivery.FAILED:
            await self._failed(unit, report, queued, Delivery.UNKNOWN if lost else state)
        else:
            await self._taken(unit, report, queued, Delivery.UNKNOWN if lost else state)
        return True

    async def _taken(
        self, unit: Unit, report: DeliveryReport, queued: Queued, state: Delivery
    ) -> None:
        """The provider has it. A state of UNKNOWN is what we had lost sight of."""
        count = len(await unit.sending.parts(report.message_id))
        under_way = state in (Delivery.SENDING, Delivery.UNKNOWN)
        if report.part == count and under_way:
            if report.provider_id:
                await unit.sending.add_part(queued, report.provider_id, rest=queued.keeps_back)
            if state is Delivery.UNKNOWN and await _is_whole(unit, report.message_id):
                await unit.sending.settle_by_report(queued.seq, Delivery.SENT, None)
                state = Delivery.SENT
        if state is Delivery.SENT:
            await advance(unit, report.message_id)

    async def _failed(
        self, unit: Unit, report: DeliveryReport, queued: Queued, state: Delivery
    ) -> None:
        reported = (await unit.reports.of(report.message_id)).get(report.part, ())
        arrived = any(one in ARRIVED for one in reported)
        if arrived or state in (Delivery.QUEUED, Delivery.FAILED):
            return
        await unit.sending.forget_parts(report.message_id, report.part)
        if await _is_worth_another(unit, report, queued):
            due_at = unit.now + LATER[queued.attempts - 1]
            await unit.sending.try_later(queued.seq, due_at)
            await unit.transcript.settle(report.message_id, Delivery.QUEUED, None)
            return
        outcome = failed((report.code or "refused")[:MAX_CODE], report.trouble)
        await self._end(unit, queued, outcome)

    async def _nudged(
        self, unit: Unit, report: DeliveryReport, queued: Queued, state: Delivery
    ) -> bool:
        """What becomes of a message when what asked the person to write does not reach them."""
        contact = await unit.people.by_id(queued.address_id)
        if report.state is not Delivery.FAILED or not _waits_for(report, queued, state):
            return False
        if contact is None or _wrote_since(contact, unit.now):
            return False  # it goes out by itself
        outcome = failed((report.code or "refused")[:MAX_CODE], report.trouble)
        unreachable = outcome.dead or outcome.opted_out
        await self._end(unit, queued, replace(outcome, closed=not unreachable))
        return True

    async def _end(self, unit: Unit, queued: Queued, outcome: Outcome) -> None:
        log.warning("not_delivered", channel=queued.channel, code=outcome.code)
        if outcome.closed and await goes_otherwise(unit, self._policy, queued):
            return
        await unit.sending.settle_by_report(queued.seq, Delivery.FAILED, outcome.code)
        await not_delivered(unit, self._policy, queued, outcome)


def _waits_for(report: DeliveryReport, queued: Queued, state: Delivery) -> bool:
    """Whether the message waits for an answer to this nudge, or is about to."""
    unsure = None in (report.provider_id, queued.nudge_id)
    same = report.provider_id == queued.nudge_id
    if state is Delivery.QUEUED and queued.trouble == NUDGED:
        return same or unsure
    about_to = state is Delivery.SENDING and queued.trouble != NUDGED
    return about_to and (unsure or not same)


def _wrote_since(contact: Contact, now: datetime) -> bool:
    """Whether the person wrote since they were asked to: nobody is who wrote that day."""
    return contact.last_heard is not None and now - contact.last_heard < LATELY


async def _is_of_old(unit: Unit, report: DeliveryReport) -> bool:
    """Whether it is about an attempt that another one has followed since."""
    parts = await unit.sending.parts(report.message_id)
    if report.part < len(parts):
        return report.provider_id not in (None, parts[report.part])
    known = await unit.reports.known(report.message_id)
    first = known[1] if known else None
    return report.part == 0 and first is not None and first == report.provider_id


async def _is_whole(unit: Unit, message_id: str) -> bool:
    """Whether it is certainly one part: a long text of a colleague is sent in several, and a file
    may go apart from its words."""
    line = await unit.transcript.line(message_id)
    if line.text and await unit.attachments.enclosed(message_id):
        return False
    return line.author is not Author.OPERATOR or len(line.text or "") <= SPLIT_ABOVE


async def _is_worth_another(unit: Unit, report: DeliveryReport, queued: Queued) -> bool:
    """Whether it may arrive later, and still be of use then."""
    if report.trouble is not Trouble.RETRY or not 1 <= queued.attempts <= len(LATER):
        return False
    contact = await unit.people.by_id(queued.address_id)
    line = await unit.transcript.line(report.message_id)
    young = unit.now - line.created_at < TOO_OLD
    return young and contact is not None and contact.status != OPTED_OUT
