"""What messages cost: booked when they were sent, and stopped where a day's ceiling is reached."""

from __future__ import annotations

from datetime import date, datetime

import structlog

from bot.messages import Author, Estimate, Owner
from bot.opting import GOODBYE
from bot.policy import Policy
from bot.store.database import Store, Unit
from bot.store.records import Line, Queued
from bot.triage import URGENT

log = structlog.get_logger()

AUTOMATIC, URGENTLY, PERSON = ("automatic", "urgent", "person")
REFUSED = "daily_ceiling"
CHANNEL = "spending"
"""Stands for a channel where alarms are kept: money is short on all of them together."""

NEAR, REACHED = ("ceiling_near", "ceiling_reached")
MEANINGS = {
    NEAR: "Messages of today have cost nearly as much as the daily ceiling allows.",
    REACHED: "The daily ceiling is reached: no automatic message is sent but in danger.",
}


def day_of(policy: Policy, moment: datetime) -> date:
    """The day of ``moment`` in the zone of the office."""
    return moment.astimezone(policy.hours.zone).date()


async def kind_of(unit: Unit, message_id: str) -> str:
    """Whose message it is: a person's, one about danger, or one that the machine may leave out.

    What the bot says because an operator holds, takes or ends a case is a person's.
    """
    line = await unit.transcript.line(message_id)
    conversation = await unit.conversations.get(line.conversation_id)
    held = conversation is not None and conversation.owner is Owner.OPERATOR
    if line.author is Author.OPERATOR or held or (line.text_key or "").startswith("desk."):
        return PERSON
    return URGENTLY if await _urgent(unit, line) else AUTOMATIC


async def refusal(unit: Unit, policy: Policy, queued: Queued, estimate: Estimate) -> str | None:
    """Why this message must not be sent today; None where it may be. It was claimed.

    Only automatic messages are refused, once the day's sum with this one, and with all that are
    on their way at this moment, is above the ceiling. The goodbye is said at any price.
    """
    if policy.daily_ceiling is None:
        return None
    day = day_of(policy, unit.now)
    sum_of_day = await unit.spending.reserve(queued.seq, estimate.micros, day)
    if sum_of_day <= policy.daily_ceiling:
        return None
    if await kind_of(unit, queued.message_id) != AUTOMATIC:
        return None
    line = await unit.transcript.line(queued.message_id)
    return None if line.text_key == GOODBYE else REFUSED


async def book(
    unit: Unit, policy: Policy, queued: Queued, part: str | None, cost: Estimate
) -> None:
    """Add to the day's sum what was sent, or may have been; ``part`` is the provider's id, None
    for a reminder and for what nobody knows of."""
    first = (await unit.sending.parts(queued.message_id))[:1]
    day = day_of(policy, unit.now)
    kind = await kind_of(unit, queued.message_id)
    await unit.spending.add(day, queued.channel, kind, cost, messages=int(first == (part,)))


async def watch(store: Store, policy: Policy) -> bool:
    """Raise or end the alarm of the ceiling; whether that changed anything."""
    async with store.read() as unit:
        problem = await _problem(unit, policy)
        standing = {report.channel: report.problem for report in await unit.doors.all()}
    if problem == standing.get(CHANNEL):
        return False
    async with store.write() as unit:
        await unit.doors.report(CHANNEL, problem, None)
    log.warning("spending", code=problem or "well")
    return True


async def _problem(unit: Unit, policy: Policy) -> str | None:
    if policy.daily_ceiling is None:
        return None
    spent = await unit.spending.total(day_of(policy, unit.now))
    if spent and spent >= policy.daily_ceiling:
        return REACHED
    return NEAR if spent and spent >= policy.daily_ceiling * policy.alarm_at else None


async def _urgent(unit: Unit, line: Line) -> bool:
    """Whether the caller's last words, their open case or these words are about danger."""
    if (line.text_key or "").startswith("safety."):
        return True
    case = await unit.cases.open_of(line.conversation_id)
    if case and case.priority in URGENT:
        return True
    last = await unit.transcript.last_in(line.conversation_id)
    return last is not None and (await unit.transcript.line(last)).triage in URGENT
