"""Whose case it is when somebody leaves a call in which there are several."""

from __future__ import annotations

from bot.desk_rules import ANSWERING, hand_over
from bot.messages import Owner
from bot.parties import came, case_of_call, first_of, inside, is_there
from bot.store.call_records import Leg
from bot.store.database import Unit
from bot.store.records import Case


async def pass_on(unit: Unit, leg: Leg) -> bool:
    """Give the case to a colleague who goes on with the person, once whoever holds it has left;
    whether it was given. To be called whenever somebody came or left, in whatever order that
    is told: who left together with the person, or holds the case from elsewhere, keeps it."""
    first = await first_of(unit, leg)
    await unit.legs.hold(first.id)
    first = await unit.legs.get(first.id) or first
    case = await case_of_call(unit, first)
    if case is None or case.state != "claimed" or await _holds_on(unit, first, case):
        return False
    for third in await inside(unit, first):
        if third.staff_id and await _may_answer(unit, third.staff_id):
            return await _give(unit, case, third, third.staff_id)
    return False


async def _holds_on(unit: Unit, first: Leg, case: Case) -> bool:
    """Whether the holder of a case is in the call, or never was."""
    theirs = [leg for leg in (first, *await came(unit, first)) if leg.staff_id == case.staff_id]
    return not theirs or any([await is_there(unit, leg) for leg in theirs])


async def _may_answer(unit: Unit, staff_id: str) -> bool:
    staff = await unit.office.get(staff_id)
    return staff.active and staff.role in ANSWERING


async def _give(unit: Unit, case: Case, third: Leg, staff_id: str) -> bool:
    if not await unit.cases.pass_to(case, staff_id):
        return False
    await hand_over(unit, case.conversation_id, Owner.OPERATOR, staff_id)
    await unit.calls.add_event(third.id, "took_over")
    await unit.events.add(
        "passed_on",
        staff_id,
        conversation_id=case.conversation_id,
        case_id=case.id,
        before=case.staff_id,
    )
    return True
