"""What providers report of calls: how one ended, and whether somebody is called back."""

from __future__ import annotations

from datetime import timedelta

from bot.messages import PHONE_CHANNELS
from bot.missed import number_of
from bot.opting import OPTED_OUT
from bot.policy import Policy
from bot.pumping import doubtful
from bot.store.call_records import PhoneCall
from bot.store.database import Unit
from bot.store.records import Contact
from bot.telephony import CallReport, Purpose, Stage

FINAL = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
HEARD = (Stage.QUEUED, Stage.PERSON, Stage.VOICEMAIL)
"""Stages at which somebody was heard, or will be."""

UNWANTED = (OPTED_OUT, "stopped")
"""What the status of a number says where nobody wants to hear of us unasked."""

CAP_WITHIN = timedelta(days=1)


class Endings:
    """Takes reports in any order; the first end counts."""

    def __init__(self, policy: Policy) -> None:
        """``policy`` says how often a number is called back."""
        self._policy = policy

    async def report(
        self, unit: Unit, call: PhoneCall, contact: Contact, report: CallReport
    ) -> bool:
        """Write it down; False for what is old, known or says nothing new."""
        if call.ended_at or report.status not in FINAL:
            return False
        if not await unit.legs.end(call.id, report.status, report.seconds):
            return False
        if report.sequence is not None:
            await unit.calls.counted(call, report.sequence)
        await unit.calls.add_event(
            call.id, "ended", stage=str(call.stage), status=report.status, seconds=report.seconds
        )
        if call.purpose is Purpose.CALLED and not call.menu_done and call.stage not in HEARD:
            await self._missed(unit, call, contact)
        return True

    async def _missed(self, unit: Unit, call: PhoneCall, contact: Contact) -> None:
        """Somebody has no credit, or let it ring to be called: they are, within limits."""
        why_not = await self._why_not(unit, contact)
        if why_not:
            await unit.calls.add_event(call.id, "not_called_back", reason=why_not)
            return
        due_at = unit.now + self._policy.callback_after
        await unit.dialling.add(
            Purpose.CALLBACK, "missed", call.person_id, contact.id, None, due_at
        )
        await unit.calls.add_event(call.id, "to_be_called_back")

    async def _why_not(self, unit: Unit, contact: Contact) -> str | None:
        if number_of(contact) is None:
            return "hidden"
        if await doubtful(unit, self._policy, contact, unit.now):
            return "held"
        numbers = await unit.people.ways(contact.person_id, PHONE_CHANNELS)
        if any(one.status in UNWANTED for one in numbers):
            return "unwanted"
        since = unit.now - CAP_WITHIN
        asked = await unit.dialling.count_since(
            Purpose.CALLBACK, since, [one.id for one in numbers]
        )
        return "often_enough" if asked >= self._policy.callbacks_a_day else None
