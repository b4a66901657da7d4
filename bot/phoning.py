"""The desk's phone: own numbers, calls for a case, and a third one in a call."""

from __future__ import annotations

from dataclasses import dataclass, field

import phonenumbers
import structlog
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from bot.bell import Bell
from bot.desk_rules import ANSWERING, case_of, contact_of, demand, held_case
from bot.errors import BadInputError, ConflictError, NotFoundError, TakenError
from bot.messages import SendError, Trouble
from bot.parties import is_there, speaker
from bot.phone_views import LABEL, callable_at, is_live, phone_view
from bot.policy import Policy
from bot.store.call_records import Dialling, Leg
from bot.store.database import Store, Unit
from bot.store.records import Case, Staff, StaffSession
from bot.telephony import Dialler, Purpose
from bot.views import PhoneView

log = structlog.get_logger()

HOME_REGION = "XK"
"""Where a number without a country code is from."""

DEAR = (PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST)
THIRD_SECONDS = 30
NO_NUMBER = "This is no phone number. Write it with its country code, as in +383 44 123 456."
TOO_DEAR = "This number costs extra to call. It is not called from here."
NOT_CALLED = "Nobody can be called from here at present."


@dataclass(frozen=True, slots=True)
class OwnPhone:
    """A colleague's own number, "" for none, and whether they take calls now."""

    number: str = field(repr=False)
    taking: bool


@dataclass(frozen=True, slots=True)
class _Third:
    """Whom an operator asks in: a colleague, an interpreter by their label, or a number."""

    number: str = field(repr=False)
    staff_id: str | None = None
    label: str = ""


class Phoning:
    """One method for each thing that a person at the desk does with the phone."""

    def __init__(self, store: Store, policy: Policy, bell: Bell, dialler: Dialler | None) -> None:
        """``dialler`` is None where nobody can be called."""
        self._store = store
        self._policy = policy
        self._bell = bell
        self._dialler = dialler

    @property
    def is_open(self) -> bool:
        """Whether anybody can be called."""
        return self._dialler is not None

    async def own(self, staff: Staff) -> OwnPhone:
        """Where this person is called."""
        async with self._store.read() as unit:
            number = await unit.phones.number(staff.id)
            return OwnPhone(number or "", await unit.phones.takes_calls(staff.id))

    async def keep(self, staff: Staff, typed: str) -> None:
        """Keep another number of one's own, or none; raises BadInputError."""
        demand(staff, ANSWERING)
        number = number_in(typed) if typed.strip() else None
        async with self._store.write() as unit:
            await unit.phones.keep(staff.id, number)
            if number is None:
                await unit.phones.take_none(staff.id)
        self._bell.ring("desk")

    async def take_calls(self, session: StaffSession, *, on: bool) -> None:
        """Take calls until this login ends, or take none any more."""
        demand(session.staff, ANSWERING)
        async with self._store.write() as unit:
            if not on:
                await unit.phones.take_none(session.staff.id)
            elif await unit.phones.number(session.staff.id) is None:
                msg = "Keep your number first."
                raise ConflictError(msg)
            else:
                await unit.phones.take_calls(session.staff.id, session.expires_at)
        self._bell.ring("desk")

    async def ring(self, staff: Staff, number: str) -> None:
        """Call this person for a case; once they press 1 on their phone it is theirs, and they
        are put through to whoever waits on the line, else to the person, who is called.

        To ask twice is to ask once. Raises what stands against it.
        """
        demand(staff, ANSWERING)
        async with self._store.write() as unit:
            case = await _open_case(unit, number, staff)
            contact = await contact_of(unit, case)
            target = await callable_at(unit, contact) if contact else None
            waiting = (await unit.legs.waiting([case.person_id])).get(case.person_id)
            address = waiting.address_id if waiting else target.id if target else None
            if self._dialler is None or address is None:
                raise ConflictError(NOT_CALLED if target else "This person has no phone number.")
            if await unit.phones.number(staff.id) is None:
                msg = "Write your own number on the page My phone first."
                raise ConflictError(msg)
            rows = await _bridges(unit, case)
            by = await _on_it(unit, case, rows[-1]) if rows else None
            if by:
                if by == staff.id:
                    return
                msg = "A colleague is called for this case at this moment."
                raise ConflictError(msg)
            await unit.dialling.add(
                Purpose.BRIDGE,
                "take" if waiting else "click",
                case.person_id,
                address,
                case.id,
                unit.now,
                staff.id,
                unit.rows.id_of("bridge", case.id, str(len(rows))),
            )
        self._bell.ring("dialling", "desk")

    async def add(
        self, staff: Staff, number: str, colleague: str, typed: str, interpreter: str = ""
    ) -> None:
        """Ask a third one into the call: a colleague or an interpreter by their id, or a typed
        number.

        They press a key before they hear anything. Raises what stands against it.
        """
        outside = "" if colleague or interpreter else number_in(typed)
        async with self._store.write() as unit:
            case = await held_case(unit, number, staff)
            view = await phone_view(unit, self._policy, case, staff, await contact_of(unit, case))
            if view is None or not view.speaking or self._dialler is None:
                msg = "You are not on the phone for this case at this moment."
                raise ConflictError(msg)
            third = _third(view, colleague, interpreter, outside)
            first = await unit.legs.get((await _bridges(unit, case))[-1].id)
            if first is None:
                raise ConflictError
            leg = await _begin_third(unit, first, case, third)
        self._bell.ring("desk")
        if leg:
            await self._dial_third(self._dialler, leg, third.number)

    async def _dial_third(self, dialler: Dialler, leg: str, to: str) -> None:
        try:
            sid = await dialler.dial(to, f"join?c={leg}", seconds=THIRD_SECONDS)
        except SendError as error:
            log.error("third_not_called", code=error.code)
            await self._not_called(leg, error)
            msg = "This call could not be made. Nobody was called."
            if error.trouble is Trouble.UNKNOWN:
                msg = "It is not known whether this call was made. Ask before you try again."
            raise ConflictError(msg) from None
        async with self._store.write() as unit:
            await unit.legs.name(leg, sid)

    async def _not_called(self, leg: str, error: SendError) -> None:
        async with self._store.write() as unit:
            if error.trouble is Trouble.UNKNOWN:
                await unit.calls.add_event(leg, "unclear", code=error.code)
            elif await unit.legs.end(leg, "failed"):
                await unit.calls.add_event(leg, "not_made", code=error.code)
        self._bell.ring("desk")


async def _open_case(unit: Unit, number: str, staff: Staff) -> Case:
    """A case that waits or that this person holds; raises what stands against it."""
    case = await case_of(unit, number)
    if case.state == "closed":
        msg = "This case is closed."
        raise ConflictError(msg)
    if case.state == "claimed" and case.staff_id != staff.id:
        names = await unit.office.names()
        raise TakenError(names.get(case.staff_id or "", "Somebody else"))
    return case


async def _bridges(unit: Unit, case: Case) -> list[Dialling]:
    rows = await unit.dialling.of_case(case.id)
    return [row for row in rows if row.purpose == Purpose.BRIDGE]


async def _on_it(unit: Unit, case: Case, row: Dialling) -> str | None:
    """The colleague who is called for a case, or speaks with the person, at this moment."""
    leg = await unit.legs.get(row.id)
    if is_live(unit, row, leg) and (leg is None or await is_there(unit, leg)):
        return row.staff_id
    return await speaker(unit, leg, case) if leg else None


def _third(view: PhoneView, colleague: str, interpreter: str, typed: str) -> _Third:
    """Who is meant; raises NotFoundError where nobody is."""
    if colleague:
        for one in view.colleagues:
            if one.staff_id == colleague:
                return _Third(one.number, staff_id=one.staff_id)
    elif interpreter:
        for known in view.interpreters:
            if known.id == interpreter:
                return _Third(known.number, label=known.label)
    else:
        return _Third(typed)
    raise NotFoundError


async def _begin_third(unit: Unit, first: Leg, case: Case, third: _Third) -> str | None:
    """Write the third one's call down; None where the same one is called already."""
    beside = await unit.legs.beside(first.id)
    ended = sum(leg.ended_at is not None for leg in beside)
    leg = unit.rows.id_of("third in a call", first.id, third.number, str(ended))
    if not await unit.legs.begin(
        leg,
        Purpose.LEG,
        case.person_id,
        first.address_id,
        conversation_id=case.conversation_id,
        staff_id=third.staff_id,
        with_id=first.id,
    ):
        return None
    named = {LABEL: third.label} if third.label else {}
    await unit.calls.add_event(leg, "asked_in", third=True, **named)
    return leg


def number_in(typed: str) -> str:
    """A phone number in E.164 as somebody typed it; raises BadInputError."""
    try:
        found = phonenumbers.parse(typed, HOME_REGION)
    except NumberParseException:
        raise BadInputError(NO_NUMBER) from None
    if not phonenumbers.is_valid_number(found):
        raise BadInputError(NO_NUMBER)
    if phonenumbers.number_type(found) in DEAR:
        raise BadInputError(TOO_DEAR)
    return str(phonenumbers.format_number(found, PhoneNumberFormat.E164))
