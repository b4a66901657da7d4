"""Calls that we make, as they go on: an operator takes a caller, a person is put through, a third
one comes in. Whoever answers presses a key first, so that no voicemail hears anything."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from bot.bell import Bell
from bot.errors import InfolineError
from bot.messages import SendError
from bot.missed import Missed, number_of
from bot.parties import asked_in, came, case_of_call, first_of, goes_on, person_of
from bot.passing_on import pass_on
from bot.store.call_records import Leg
from bot.store.database import Store, Unit
from bot.store.records import Case, Staff
from bot.telephony import CallReport, Card, Dialler, Patch, Purpose, Stage

log = structlog.get_logger()

MINUTE = timedelta(minutes=1)
UNREACHED = ("busy", "no-answer", "failed", "canceled")
Claim = Callable[[Staff, str], Awaitable[None]]
"""Takes a case by its number for a colleague; raises InfolineError where that cannot be."""


class Patching:
    """The patchboard (bot.telephony.Patchboard)."""

    def __init__(
        self, store: Store, dialler: Dialler, bell: Bell, claim: Claim, missed: Missed
    ) -> None:
        """All parts come from the composition root; ``claim`` is the desk's."""
        self._store = store
        self._dialler = dialler
        self._bell = bell
        self._claim = claim
        self._missed = missed

    async def answered(self, call_id: str, sid: str) -> Card | None:
        """An operator's phone was answered: what the case is about, None if it is over."""
        async with self._store.write() as unit:
            leg = await self._begun(unit, call_id, sid)
            case = await case_of_call(unit, leg) if leg else None
            if leg is None or case is None or not _free(case, leg):
                return None
            waiting = await unit.legs.waiting([case.person_id])
            since = unit.now - case.waiting_since
            card = Card(
                case.number,
                case.priority,
                case.topic,
                case.language,
                since // MINUTE,
                on_line=case.person_id in waiting,
            )
        self._bell.ring("desk")
        return card

    async def took(self, call_id: str) -> Patch | None:
        """Claim the case, then say with whom the operator is put through."""
        async with self._store.read() as unit:
            leg = await unit.legs.get(call_id)
            case = await case_of_call(unit, leg) if leg else None
            if leg is None or leg.ended_at or leg.staff_id is None or case is None:
                return None
            staff = await unit.office.get(leg.staff_id)
        try:
            await self._claim(staff, case.number)
        except InfolineError:
            await self._note(call_id, "too_late")
            return None
        async with self._store.write() as unit:
            patch = await self._patch(unit, leg, case)
            await _once(unit, call_id, "taken" if patch else "gone")
        self._bell.ring("desk")
        return patch

    async def _patch(self, unit: Unit, leg: Leg, case: Case) -> Patch | None:
        """Whoever waits on the line is there already; anybody else is called."""
        waiting = (await unit.legs.waiting([case.person_id])).get(case.person_id)
        if waiting:
            await unit.legs.belong(leg.id, waiting.id)
            return Patch(queue=waiting.id)
        contact = await unit.people.by_id(leg.address_id)
        number = number_of(contact) if contact else None
        if contact is None or number is None:
            return None
        person_leg = unit.legs.person_leg(leg.id)
        await unit.legs.begin(
            person_leg,
            Purpose.LEG,
            contact.person_id,
            contact.id,
            conversation_id=leg.conversation_id,
            with_id=leg.id,
            language=leg.language,
        )
        return Patch(number=number, leg=person_leg)

    async def left(self, call_id: str) -> None:
        """The case stays where it is."""
        await self._note(call_id, "left")

    async def met(self, call_id: str) -> None:
        """They hear each other."""
        async with self._store.write() as unit:
            leg = await unit.legs.get(call_id)
            for one in (call_id, leg.with_id if leg else None):
                if one:  # whoever waited waits no more
                    await unit.legs.move(one, Stage.PERSON)
            await _once(unit, call_id, "speaking")
        self._bell.ring("desk")

    async def after(self, call_id: str, status: str) -> Patch | None:
        """Where the person went to the room, the operator follows."""
        async with self._store.write() as unit:
            leg = await unit.legs.get(call_id)
            if leg is None or leg.ended_at:
                return None
            if await _third_is_in(unit, leg):
                await _once(unit, call_id, "room")
                return Patch(room=leg.id)
            if leg.stage != Stage.PERSON and not await _was_refused(unit, leg):
                await _once(unit, call_id, "not_reached", reason=status)
        self._bell.ring("desk")
        return None

    async def screened(self, leg: str, sid: str) -> str | None:
        """The person's own language, for the one question that a stranger may hear."""
        async with self._store.write() as unit:
            found = await self._begun(unit, leg, sid)
            operator = await unit.legs.get(found.with_id) if found and found.with_id else None
            if found is None or operator is None or operator.ended_at:
                return None
        self._bell.ring("desk")
        return found.language or ""

    async def agreed(self, leg: str) -> bool:
        """The person and the operator hear each other from now on."""
        async with self._store.write() as unit:
            found = await unit.legs.get(leg)
            if found is None or found.ended_at or found.with_id is None:
                return False
            await unit.legs.move(leg, Stage.PERSON)
            await unit.legs.move(found.with_id, Stage.PERSON)
            await _once(unit, found.with_id, "speaking")
        self._bell.ring("desk")
        return True

    async def refused(self, leg: str, *, by_machine: bool) -> None:
        """A machine is hung up on, without a word."""
        async with self._store.write() as unit:
            found = await unit.legs.get(leg)
            if found is None or found.stage == Stage.PERSON:
                return
            await _once(unit, leg, "machine" if by_machine else "no_key")
        self._bell.ring("desk")
        if by_machine and found.sid and not found.ended_at:
            await self._hang_up(found.sid)

    async def invited(self, leg: str, sid: str) -> bool:
        """A third one answered."""
        async with self._store.write() as unit:
            found = await self._begun(unit, leg, sid)
            first = await unit.legs.get(found.with_id) if found and found.with_id else None
            wanted = first is not None and await goes_on(unit, first)
        self._bell.ring("desk")
        return wanted

    async def joined(self, leg: str) -> str | None:
        """Lead the person into the room; the operator follows when their call falls silent."""
        async with self._store.write() as unit:
            found = await unit.legs.get(leg)
            first = await unit.legs.get(found.with_id) if found and found.with_id else None
            if found is None or first is None or found.ended_at or not await goes_on(unit, first):
                return None
            person = await person_of(unit, first)
            moved = await unit.legs.happened(first.id, "room") or await came(unit, first)
            await unit.legs.move(leg, Stage.PERSON)
        if person and not moved and not await self._steer(person.sid, f"room?c={first.id}&w=1"):
            await self._note(leg, "not_joined")
            async with self._store.write() as unit:
                await unit.legs.move(leg, Stage.RINGING)
            return None
        async with self._store.write() as unit:
            await unit.legs.hold(first.id)  # the operator may leave at this moment
            await _once(unit, leg, "joined")
            await pass_on(unit, found)
        self._bell.ring("desk")
        return first.id

    async def parted(self, call_id: str, *, is_person: bool, on_phone: bool) -> str | None:
        """Without the person it is over for all; else those who stay go on."""
        async with self._store.write() as unit:
            leg = await unit.legs.get(call_id)
            if leg is None:
                return None
            if is_person or on_phone:
                await _once(unit, (await first_of(unit, leg)).id, "closed")
            else:
                await _once(unit, leg.id, "parted")
                await pass_on(unit, leg)
        self._bell.ring("desk")
        return leg.language

    async def called_back(self, call_id: str, sid: str, *, by_machine: bool) -> str | None:
        """Nothing is said to a machine."""
        async with self._store.write() as unit:
            leg = await self._begun(unit, call_id, sid)
            if leg is None or by_machine:
                await self._not_reached(unit, call_id, "machine")
        self._bell.ring("desk", "outbox")
        return None if leg is None or by_machine else leg.language or ""

    async def came(self, call_id: str) -> bool:
        """From here on the call is the switchboard's."""
        async with self._store.write() as unit:
            leg = await unit.legs.get(call_id)
            if leg is None or leg.ended_at:
                return False
            await _once(unit, call_id, "came")
        return True

    async def stayed_away(self, call_id: str) -> None:
        """It may have been a machine after all, or somebody else."""
        async with self._store.write() as unit:
            await self._not_reached(unit, call_id, "no_key")
        self._bell.ring("desk", "outbox")

    async def reported(self, call_id: str, report: CallReport) -> bool:
        """The end of a call counts once, whatever the reports say after it."""
        async with self._store.write() as unit:
            leg = await unit.legs.get(call_id)
            if leg is None:
                return True
            await unit.legs.name(call_id, report.sid)
            await unit.dialling.was_made(call_id)
            if leg.purpose == Purpose.CALLBACK and await unit.legs.happened(call_id, "came"):
                return False
            await self._report(unit, leg, report)
        self._bell.ring("desk", "outbox")
        return True

    async def _report(self, unit: Unit, leg: Leg, report: CallReport) -> None:
        if leg.ended_at:
            return
        if report.status == "ringing":
            await _once(unit, leg.id, "ringing")
        elif report.status == "completed":
            await unit.legs.end(leg.id, "completed", report.seconds)
            await unit.calls.add_event(leg.id, "ended", seconds=report.seconds)
            if leg.staff_id:  # somebody else may go on with the person
                await pass_on(unit, leg)
            if leg.purpose == Purpose.CALLBACK:  # they hung up before they pressed the key
                await self._not_reached(unit, leg.id, "no_key")
        elif report.status in UNREACHED:
            await unit.legs.end(leg.id, report.status)
            await self._not_reached(unit, leg.id, report.status)

    async def _not_reached(self, unit: Unit, call_id: str, reason: str) -> None:
        if await _once(unit, call_id, "not_reached", reason=reason):
            await self._missed.tell(unit, call_id)

    async def _begun(self, unit: Unit, call_id: str, sid: str) -> Leg | None:
        """A call of ours that was answered: from here on its id at the provider is known."""
        leg = await unit.legs.get(call_id)
        if leg is None or leg.ended_at:
            return None
        await unit.legs.name(call_id, sid)
        await unit.dialling.was_made(call_id)
        await _once(unit, call_id, "answered")
        return leg

    async def _note(self, call_id: str, kind: str) -> None:
        async with self._store.write() as unit:
            if await unit.legs.get(call_id):
                await _once(unit, call_id, kind)
        self._bell.ring("desk")

    async def _steer(self, sid: str, path: str) -> bool:
        try:
            await self._dialler.steer(sid, path)
        except SendError as error:
            log.warning("call_not_steered", code=error.code)
            return False
        return True

    async def _hang_up(self, sid: str) -> None:
        """Where that fails, the machine hears a few neutral words and is left by itself."""
        try:
            await self._dialler.hang_up(sid)
        except SendError as error:
            log.warning("call_not_ended", code=error.code)


async def _once(unit: Unit, call_id: str, kind: str, **params: object) -> bool:
    """Write an event that happens once in a call; whether it was new."""
    if await unit.legs.happened(call_id, kind):
        return False
    await unit.calls.add_event(call_id, kind, **params)
    return True


def _free(case: Case, leg: Leg) -> bool:
    """Whether this operator can take the case, or has it."""
    return case.state == "queued" or (case.state == "claimed" and case.staff_id == leg.staff_id)


async def _third_is_in(unit: Unit, operator: Leg) -> bool:
    return any(leg.stage == Stage.PERSON for leg in await asked_in(unit, operator))


async def _was_refused(unit: Unit, operator: Leg) -> bool:
    """Whether the case says already why the person was not reached."""
    own = unit.legs.person_leg(operator.id)
    for kind in ("machine", "no_key", "not_reached"):
        if await unit.legs.happened(own, kind):
            return True
    return False
