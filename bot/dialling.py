"""Calls that we make: operators, and people who asked to be called back. None is made twice."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.backing_off import pause
from bot.bell import Bell
from bot.hours import opening
from bot.messages import SendError, Trouble
from bot.missed import Missed, number_of
from bot.policy import Policy
from bot.store.call_records import Dialling
from bot.store.database import Store, Unit
from bot.store.dialling import STOPPED, UNKNOWN
from bot.store.records import Contact
from bot.store.work import DONE, FAILED, QUEUED
from bot.telephony import Dialler, Purpose
from bot.ways import SMS

log = structlog.get_logger()

LEASE = timedelta(minutes=2)
DIAL_SECONDS = 60
AT_ONCE = 4
MAX_ATTEMPTS = 4
LOOK_AGAIN_SECONDS = 2.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = (4, 60)
OPERATOR_SECONDS, PERSON_SECONDS = (25, 40)
"""How long a phone rings. An operator's own voicemail often answers after thirty."""

STALE = timedelta(minutes=5)
"""An operator who pressed a button does not expect a call after that."""


@dataclass(frozen=True, slots=True)
class _Plan:
    number: str = field(repr=False)
    path: str
    machine: bool
    seconds: int


async def reachable(unit: Unit, policy: Policy) -> bool:
    """Whether somebody who wants a person by phone can have one now, or in a while: whoever takes
    calls and speaks with somebody else at the moment comes later, so it is worth waiting."""
    return opening(policy.hours, unit.now).is_open and await unit.phones.anybody()


class CallsToMake:
    """Makes the calls that are due. A call of which nobody knows whether it was made is shown to
    operators and not made again."""

    def __init__(
        self, store: Store, dialler: Dialler, policy: Policy, bell: Bell, missed: Missed
    ) -> None:
        """All parts come from the composition root. ``missed`` writes to who is not reached."""
        self._store = store
        self._missed = missed
        self._dialler = dialler
        self._policy = policy
        self._bell = bell

    async def step(self) -> None:
        """Make what is due, then rest."""
        if not await self.do_due():
            await self._bell.wait("dialling", LOOK_AGAIN_SECONDS)

    async def do_due(self) -> int:
        """Make the calls that are due now; how many were tried."""
        async with self._store.read() as unit:
            due = await unit.dialling.due(AT_ONCE)
        if not due:
            await self._release_interrupted()
            return 0
        await asyncio.gather(*(self._do(one) for one in due))
        self._bell.ring("desk")
        return len(due)

    async def _release_interrupted(self) -> None:
        """The process died between asking and hearing: the call may have been made."""
        async with self._store.read() as unit:
            interrupted = await unit.dialling.interrupted()
        for one in interrupted:
            await self._end(one, UNKNOWN, "interrupted")
        if interrupted:
            self._bell.ring("desk")

    async def _do(self, row: Dialling) -> None:
        async with self._store.write() as unit:
            if not await unit.dialling.claim(row.id, LEASE):
                return
            plan = await self._plan(unit, row)
        if plan is None:
            return
        try:
            async with asyncio.timeout(DIAL_SECONDS):
                sid = await self._dialler.dial(
                    plan.number, plan.path, machine=plan.machine, seconds=plan.seconds
                )
        except SendError as error:
            await self._failed(row, error)
        except Exception as error:  # noqa: BLE001 - one call must not hold up the others
            await self._failed(row, SendError(Trouble.UNKNOWN, type(error).__name__))
        else:
            await self._made(row, sid)

    async def _made(self, row: Dialling, sid: str) -> None:
        async with self._store.write() as unit:
            await unit.legs.name(row.id, sid)
            await unit.dialling.settle(row.id, DONE)

    async def _plan(self, unit: Unit, row: Dialling) -> _Plan | None:
        """How to make a call, written down with its first event; None where it is not wanted."""
        contact = await unit.people.by_id(row.address_id) if row.address_id else None
        reason, plan = (
            await self._bridge(unit, row)
            if row.purpose == Purpose.BRIDGE
            else await self._callback(unit, row, contact)
        )
        if contact is None or plan is None:
            await unit.dialling.settle(row.id, STOPPED, reason or "erased")
            return None
        quiet = self._quiet_until(unit, row)
        if quiet:
            await unit.dialling.settle(row.id, QUEUED, "quiet_hours", quiet, counts=False)
            return None
        person = await unit.people.get(contact.person_id)
        case = await unit.cases.get(row.case_id) if row.case_id else None
        talk = await unit.conversations.find_open(contact.id)
        await unit.legs.begin(
            row.id,
            Purpose(row.purpose),
            contact.person_id,
            contact.id,
            conversation_id=case.conversation_id if case else talk.id if talk else None,
            staff_id=row.staff_id,
            language=person.language or (case.language if case else None),
        )
        if not await unit.legs.happened(row.id, "dialled"):
            await unit.calls.add_event(row.id, "dialled")
        return plan

    async def _bridge(self, unit: Unit, row: Dialling) -> tuple[str, _Plan | None]:
        if row.staff_id is None or row.case_id is None:
            return "no_case", None
        number = await unit.phones.number(row.staff_id)
        case = await unit.cases.get(row.case_id)
        free = case.state == "queued" or (
            case.state == "claimed" and case.staff_id == row.staff_id
        )
        if number is None or not free or row.created_at < unit.now - STALE:
            return "no_phone" if number is None else "too_late", None
        return "", _Plan(number, f"agent?c={row.id}", machine=False, seconds=OPERATOR_SECONDS)

    async def _callback(
        self, unit: Unit, row: Dialling, contact: Contact | None
    ) -> tuple[str, _Plan | None]:
        number = number_of(contact) if contact else None
        if contact is None or number is None or contact.status != "active":
            return "unreachable", None
        if await unit.legs.is_talking(contact.person_id):
            return "called_again", None
        return "", _Plan(number, f"callback?c={row.id}", machine=True, seconds=PERSON_SECONDS)

    async def _failed(self, row: Dialling, error: SendError) -> None:
        """What may have been done is never done again; what was not done is, for a while."""
        attempts = row.attempts + 1
        if error.trouble is Trouble.UNKNOWN:
            await self._end(row.id, UNKNOWN, error.code)
        elif error.after is not None:
            await self._again(row, error.code, error.after, counts=False)
        elif error.trouble is Trouble.RETRY and attempts < MAX_ATTEMPTS:
            wait = pause(attempts, first=FIRST_PAUSE_SECONDS, most=LONGEST_PAUSE_SECONDS)
            await self._again(row, error.code, wait.total_seconds(), counts=True)
        else:
            log.error("call_not_made", purpose=row.purpose, code=error.code)
            await self._end(row.id, FAILED, error.code)

    async def _again(self, row: Dialling, code: str, seconds: float, *, counts: bool) -> None:
        async with self._store.write() as unit:
            due_at = unit.now + timedelta(seconds=seconds)
            await unit.dialling.settle(row.id, QUEUED, code, due_at, counts=counts)

    async def _end(self, dialling_id: str, state: str, code: str) -> None:
        """The call was not made, or nobody knows; whoever waits for it must see that."""
        async with self._store.write() as unit:
            await unit.dialling.settle(dialling_id, state, code)
            known = await unit.legs.get(dialling_id) is not None
            if known and state == UNKNOWN:
                await unit.calls.add_event(dialling_id, "unclear", code=code)
            elif known and await unit.legs.end(dialling_id, FAILED):
                await unit.calls.add_event(dialling_id, "not_made", code=code)
                await self._missed.tell(unit, dialling_id)
        self._bell.ring("desk", "outbox")

    def _quiet_until(self, unit: Unit, row: Dialling) -> datetime | None:
        """Until when nobody is called unasked; who asked for it is."""
        if row.purpose != Purpose.CALLBACK:
            return None
        return self._policy.quiet_until(SMS, unit.now)
