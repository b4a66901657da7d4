"""Who is in a call beside the two who began it. ``first`` is the call to the operator with whom it
began; the room in which all meet has its id."""

from __future__ import annotations

from datetime import timedelta

from bot.store.call_records import Leg
from bot.store.database import Unit
from bot.store.records import Case
from bot.telephony import Purpose

LONGEST = timedelta(hours=3)
"""No call of ours lasts longer: the report of its end was lost."""


async def case_of_call(unit: Unit, leg: Leg) -> Case | None:
    """The case that a call to an operator is about."""
    row = await unit.dialling.get(leg.id)
    return await unit.cases.get(row.case_id) if row and row.case_id else None


async def person_of(unit: Unit, first: Leg) -> Leg | None:
    """The person's own call: one of ours, or that with which they came."""
    called = await unit.legs.get(unit.legs.person_leg(first.id))
    if called:
        return called
    return await unit.legs.get(first.with_id) if first.with_id else None


async def first_of(unit: Unit, leg: Leg) -> Leg:
    """The call to the operator, of this call or of that of a third one."""
    first = await unit.legs.get(leg.with_id) if _third(unit, leg) and leg.with_id else None
    return first or leg


def is_third(unit: Unit, purpose: str, call_id: str, with_id: str | None) -> bool:
    """Whether this is the call of somebody who was asked in."""
    of_person = unit.legs.person_leg(with_id) if with_id else None
    return purpose == Purpose.LEG and of_person not in (None, call_id)


def _third(unit: Unit, leg: Leg) -> bool:
    return is_third(unit, leg.purpose, leg.id, leg.with_id)


async def asked_in(unit: Unit, first: Leg) -> list[Leg]:
    """The calls of all who were asked in, in that order."""
    return [leg for leg in await unit.legs.beside(first.id) if _third(unit, leg)]


async def came(unit: Unit, first: Leg) -> list[Leg]:
    """Those of them who joined, whether or not they are there still."""
    thirds = await asked_in(unit, first)
    return [leg for leg in thirds if await unit.legs.happened(leg.id, "joined")]


async def inside(unit: Unit, first: Leg) -> list[Leg]:
    """The third ones who speak with the person now; none once the person is gone."""
    person = await person_of(unit, first)
    if person is None or person.ended_at or await unit.legs.happened(first.id, "closed"):
        return []
    return [leg for leg in await came(unit, first) if await is_there(unit, leg)]


async def goes_on(unit: Unit, first: Leg) -> bool:
    """Whether somebody of ours is in the call still."""
    return await is_there(unit, first) or bool(await inside(unit, first))


async def speaker(unit: Unit, first: Leg, case: Case) -> str | None:
    """The colleague, by their id, who speaks with the person after the operator has left."""
    colleagues = [leg.staff_id for leg in await inside(unit, first) if leg.staff_id]
    return case.staff_id if case.staff_id in colleagues else next(iter(colleagues), None)


async def is_there(unit: Unit, leg: Leg) -> bool:
    """Whether this call goes on, as far as anybody was told."""
    late = unit.now - leg.started_at > LONGEST
    return not (leg.ended_at or late or await unit.legs.happened(leg.id, "parted"))
