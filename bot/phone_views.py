"""How a case stands with the phone, and what happened in its calls, for those at the desk."""

from __future__ import annotations

from datetime import timedelta

from bot.missed import number_of
from bot.parties import LONGEST, inside, is_there, is_third, speaker
from bot.policy import Policy
from bot.store.call_records import CallEvent, Dialling, Leg
from bot.store.database import Unit
from bot.store.records import Case, Contact, Event, Staff
from bot.store.work import DOING, DONE, QUEUED
from bot.telephony import VOICE, Purpose, Stage
from bot.views import PhoneView

CALL = "call."
THIRD = "third"
LABEL = "label"
BOT = "bot"
CALLING, LOST, SPEAKING = "calling", "lost", "speaking"
NO_REPORT_FOR = timedelta(minutes=3)
"""A phone does not ring that long: no report of this call came back."""

# How far an operator's call has come, by the last thing that happened in it.
STATES = {
    "dialled": CALLING,
    "ringing": CALLING,
    "answered": "answered",
    "taken": "ringing_there",
    "speaking": SPEAKING,
    "room": "room",
    "left": "left",
    "too_late": "too_late",
    "gone": "gone",
    "unclear": "unclear",
    "not_made": "not_made",
    "not_reached": "not_reached",
}
# What they come to with the end of the call, where nothing else was told.
ENDED = {
    SPEAKING: "ended",
    "room": "ended",
    "answered": "left",
    "ringing_there": "not_reached",
    CALLING: "no_answer",
}
UNMADE = {"unknown": "unclear", "failed": "not_made", "stopped": "stopped"}
OF_PERSON = {"machine": "machine", "no_key": "no_key", "not_reached": "not_reached"}


async def events_of(unit: Unit, conversation_id: str) -> tuple[Event, ...]:
    """What happened in a conversation and in its calls, in the order of time. The kind of what
    happened in a call begins with ``call.``; the call's purpose stands among its parameters,
    "third" for that of a third one, and the label of an interpreter in all that they did."""
    own = await unit.events.of(conversation_id)
    calls = await unit.legs.events(conversation_id)
    labels = {one.call_id: one.params[LABEL] for one in calls if LABEL in one.params}
    in_calls = [
        Event(
            one.seq,
            conversation_id,
            None,
            one.at,
            f"{CALL}{one.kind}",
            one.staff_id or BOT,
            {**one.params, "purpose": _role(unit, one), LABEL: labels.get(one.call_id)},
        )
        for one in calls
    ]
    return tuple(sorted([*own, *in_calls], key=lambda event: event.at))


def _role(unit: Unit, one: CallEvent) -> str:
    return THIRD if is_third(unit, one.purpose, one.call_id, one.with_id) else one.purpose


async def phone_view(
    unit: Unit, policy: Policy, case: Case, staff: Staff, contact: Contact | None
) -> PhoneView | None:
    """How the case stands with the phone; None where nobody can be called."""
    if VOICE not in policy.forms or case.state == "closed":
        return None
    rows = [row for row in await unit.dialling.of_case(case.id) if row.purpose == Purpose.BRIDGE]
    last = rows[-1] if rows else None
    leg = await unit.legs.get(last.id) if last else None
    state = await _state(unit, last, leg) if last else ""
    live, who = is_live(unit, last, leg), last.staff_id if last else None
    if leg and not await is_there(unit, leg) and await inside(unit, leg):
        who = await speaker(unit, leg, case)
        state, live = ("room", True) if who else ("alone", False)
    names = await unit.office.names()
    speaking = live and state in (SPEAKING, "room")
    own = await unit.phones.number(staff.id) is not None
    return PhoneView(
        state=state,
        trouble=last.trouble if last else None,
        who=names.get(who or "", ""),
        live=live,
        on_line=case.person_id in await unit.legs.waiting([case.person_id]),
        own=own,
        reach=bool(contact and await callable_at(unit, contact)),
        speaking=bool(speaking and who == staff.id),
        interpreters=tuple(
            sorted(policy.interpreters, key=lambda one: one.language != case.language)
        ),
        colleagues=tuple(one for one in await unit.phones.everybody() if one.staff_id != staff.id),
    )


async def callable_at(unit: Unit, contact: Contact) -> Contact | None:
    """The address at which the person of ``contact`` can be called, None where there is none."""
    if number_of(contact):
        return contact
    found = await unit.people.ways(contact.person_id, ("voice", "sms", "whatsapp"))
    return next((one for one in found if number_of(one)), None)


def is_live(unit: Unit, row: Dialling | None, leg: Leg | None) -> bool:
    """Whether a call to an operator is to be made, or under way as far as anybody knows."""
    if row is None:
        return False
    if row.state in (QUEUED, DOING):
        return True
    if row.state != DONE or leg is None or leg.ended_at:
        return False
    silent = unit.now - leg.started_at
    return silent < (LONGEST if leg.stage == Stage.PERSON else NO_REPORT_FOR)


async def _state(unit: Unit, row: Dialling, leg: Leg | None) -> str:
    """A code of how far the call has come."""
    if row.state != DONE or leg is None:
        return UNMADE.get(row.state, CALLING)
    told = [one.kind for one in await unit.legs.of_call(leg.id) if one.kind in STATES]
    state = STATES[told[-1]] if told else CALLING
    if "taken" in told and state != SPEAKING:
        state = await _there(unit, leg) or state
    elif state == "not_reached":
        state = "no_answer"
    if leg.ended_at:
        return ENDED.get(state, state)
    return state if is_live(unit, row, leg) else LOST


async def _there(unit: Unit, operator: Leg) -> str | None:
    """Why the person was not reached, where that is known."""
    told = await unit.legs.of_call(unit.legs.person_leg(operator.id))
    return next((OF_PERSON[one.kind] for one in told if one.kind in OF_PERSON), None)
