"""Urgent cases that nobody holds: whoever is on duty is told, one after the other, by SMS and
phone, until somebody accepts or takes the case. What they are told is for everybody's ears."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Protocol

import structlog

from bot.bell import Bell
from bot.hours import opening
from bot.messages import SendError
from bot.policy import Policy
from bot.store.call_records import Duty
from bot.store.database import Store, Unit
from bot.store.records import Case
from bot.telephony import Dialler
from bot.triage import URGENT

log = structlog.get_logger()

LOOK_AGAIN_SECONDS = 5.0
UNCLAIMED_FOR = timedelta(minutes=10)
"""For how long somebody who works may let an urgent case lie."""

RING_SECONDS = 30
WORDS = "Infoline: an urgent case waits. Please open the console."
ACTOR = "bot"

Text = Callable[[str, str], Awaitable[None]]
"""Sends words to a number; raises SendError."""


class OnDuty(Protocol):
    """One of the settings' people."""

    @property
    def number(self) -> str:
        """In E.164."""
        ...

    @property
    def call(self) -> bool:
        """Whether they are called."""
        ...

    @property
    def sms(self) -> bool:
        """Whether they get an SMS."""
        ...


class DutyRounds:
    """Tells them (bot.telephony.Duties)."""

    def __init__(
        self,
        store: Store,
        policy: Policy,
        bell: Bell,
        *,
        people: Sequence[OnDuty],
        every: timedelta,
        dialler: Dialler,
        text: Text | None,
    ) -> None:
        """``people`` are told in this order, one in each round; without them nothing is done.
        ``text`` is None where no SMS can be sent."""
        self._store = store
        self._policy = policy
        self._bell = bell
        self._people = people
        self._every = every
        self._dialler = dialler
        self._text = text

    async def step(self) -> None:
        """Look once, then rest."""
        await self.look()
        await self._bell.wait("end", LOOK_AGAIN_SECONDS)

    async def look(self) -> int:
        """Tell of what is due now; how many rounds were begun."""
        if not self._people:
            return 0
        await self._begin()
        async with self._store.read() as unit:
            due = await unit.duty.due()
        rounds = [await self._round(duty) for duty in due]
        if any(rounds):
            self._bell.ring("desk")
        return sum(rounds)

    async def wanted(self, duty_id: str) -> bool:
        """Whether nobody has accepted, and nobody holds the case."""
        async with self._store.read() as unit:
            duty = await unit.duty.get(duty_id)
            return bool(duty and duty.state == "open" and await _waits(unit, duty))

    async def accepted(self, duty_id: str, place: int) -> bool:
        """Nobody else is told from here on. To press again is to have accepted."""
        async with self._store.write() as unit:
            duty = await unit.duty.get(duty_id)
            if duty is None or place >= len(self._people) or not await _waits(unit, duty):
                return False
            if not await unit.duty.accept(duty_id, place):
                return await unit.duty.accepted_by(duty_id) == place
            where = await _where(unit, duty)
            await unit.events.add("duty_accepted", ACTOR, **where, place=place + 1)
        self._bell.ring("desk")
        return True

    async def _begin(self) -> None:
        """Urgent cases that lie too long, of whatever channel."""
        async with self._store.read() as unit:
            begun = await unit.duty.begun()
            found = [
                case
                for case in await unit.cases.queue(("queued",))
                if case.id not in begun and self._lies(unit, case)
            ]
        for case in found:
            async with self._store.write() as unit:
                await unit.duty.add(case.id)

    def _lies(self, unit: Unit, case: Case) -> bool:
        if case.priority not in URGENT:
            return False
        is_open = opening(self._policy.hours, unit.now).is_open
        return not is_open or case.waiting_since <= unit.now - UNCLAIMED_FOR

    async def _round(self, duty: Duty) -> bool:
        """Tell the next one; False where somebody else did, or nobody must be told any more."""
        place = duty.attempts % len(self._people)
        async with self._store.write() as unit:
            if not await _waits(unit, duty):
                await unit.duty.end(duty.id)
                return False
            if not await unit.duty.take(duty, self._every):
                return False
            where = await _where(unit, duty)
            await unit.events.add("duty_told", ACTOR, **where, place=place + 1)
        person = self._people[place]
        if person.sms and self._text:
            await self._try(duty, place, "sms", self._text(person.number, WORDS))
        if person.call:
            path = f"duty?d={duty.id}&p={place}"
            dialled = self._dialler.dial(person.number, path, seconds=RING_SECONDS)
            await self._try(duty, place, "call", dialled)
        return True

    async def _try(self, duty: Duty, place: int, by: str, work: Awaitable[object]) -> None:
        """Whatever fails, the next round comes."""
        try:
            await work
        except SendError as error:
            code = error.code
        except Exception as error:  # noqa: BLE001 - the others must be told all the same
            code = type(error).__name__
        else:
            return
        log.error("duty_not_told", by=by, code=code)
        async with self._store.write() as unit:
            where = await _where(unit, duty)
            await unit.events.add("duty_failed", ACTOR, **where, place=place + 1, by=by, code=code)


async def _where(unit: Unit, duty: Duty) -> dict[str, str]:
    """Where what happened is written down."""
    case = await unit.cases.get(duty.case_id)
    return {"conversation_id": case.conversation_id, "case_id": case.id}


async def _waits(unit: Unit, duty: Duty) -> bool:
    return (await unit.cases.get(duty.case_id)).state == "queued"
