"""An exchange in the provider's place, and a service whose people are called through it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

from bot.app import App
from bot.config_phones import QuietHours
from bot.desk import Desk
from bot.dialling import CallsToMake
from bot.messages import Address, Form
from bot.missed import Missed
from bot.patching import Patching
from bot.phone_views import events_of
from bot.policy import Interpreter, Policy, policy_of
from bot.store.call_records import Dialling
from bot.store.records import Case, Event, Staff
from bot.telephony import CallReport, Dialler, Purpose, Stage
from bot.views import StaffSession
from tests.builders import inbound, take_turns
from tests.handlers.console.visitor import CHEAP, PASSWORD

PERSON, OPERATOR, INTERPRETER = "+38344123456", "+38344100001", "+38344100002"
PHONE = Address("sms", PERSON)


@dataclass
class Exchange:
    """Takes each call; with the next of ``outcomes``, if there are any, it does not."""

    outcomes: list[Exception] = field(default_factory=list)
    dialled: list[tuple[str, str, bool]] = field(default_factory=list)
    steered: list[tuple[str, str]] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

    async def dial(
        self, number: str, path: str, *, machine: bool = False, seconds: int = 40
    ) -> str:
        assert 5 <= seconds <= 60
        self.dialled.append((number, path, machine))
        await self._turn()
        return sid(len(self.dialled))

    async def steer(self, sid: str, path: str) -> None:
        self.steered.append((sid, path))
        await self._turn()

    async def hang_up(self, sid: str) -> None:
        self.ended.append(sid)
        await self._turn()

    async def _turn(self) -> None:
        await asyncio.sleep(0)
        if self.outcomes:
            raise self.outcomes.pop(0)

    @property
    def last(self) -> str:
        """The provider's id of the last call."""
        return sid(len(self.dialled))

    @property
    def called(self) -> list[str]:
        """The numbers that were called."""
        return [number for number, _, _ in self.dialled]


def sid(number: int) -> str:
    """The provider's id of a call."""
    return f"CA{number:032x}"


def text(key: str, language: str, **params: object) -> str:
    """A sentence, as an SMS."""
    assert not params
    return f"{key} in {language}"


@dataclass
class Office:
    """A service that can call people."""

    app: App
    dialler: Dialler | None = None
    exchange: Exchange = field(default_factory=Exchange)
    quiet: QuietHours | None = None
    interpreters: tuple[Interpreter, ...] = ()

    @property
    def line(self) -> Dialler:
        """The exchange, unless there is another one."""
        return self.dialler or self.exchange

    @property
    def policy(self) -> Policy:
        forms: dict[str, Form] = {"webchat": "full", "voice": "spoken", "sms": "short"}
        made = policy_of(self.app.settings, {})
        return replace(made, forms=forms, quiet_hours=self.quiet, interpreters=self.interpreters)

    @property
    def missed(self) -> Missed:
        return Missed(self.policy, text)

    @property
    def desk(self) -> Desk:
        app = self.app
        return Desk(app.store, app.engine, self.policy, app.bell, self.line)

    @property
    def calls(self) -> CallsToMake:
        app = self.app
        return CallsToMake(app.store, self.line, self.policy, app.bell, self.missed)

    @property
    def board(self) -> Patching:
        app = self.app
        return Patching(app.store, self.line, app.bell, self.desk.claim, self.missed)

    async def hire(self, name: str, number: str | None = OPERATOR) -> Staff:
        """A colleague with this phone."""
        async with self.app.store.write() as unit:
            await unit.office.add(
                name, name.title(), "operator", CHEAP.hash(PASSWORD), must_change=False
            )
            staff = await unit.office.by_name(name)
            assert staff
            await unit.phones.keep(staff.id, number)
        return staff

    async def log_in(self, name: str) -> StaffSession:
        """A login of theirs."""
        token = await self.app.login.log_in(name, PASSWORD, "here")
        session = await self.app.login.session(token)
        assert session
        return session

    async def case(self, words: str = "help me, they beat me", where: Address = PHONE) -> Case:
        """The case of somebody who wrote from a phone."""
        await self.app.spine.accept(inbound(words, to=where, at=self.app.now()))
        await take_turns(self.app)
        async with self.app.store.read() as unit:
            contact = await unit.people.find(where)
            assert contact
            [case] = await unit.cases.open_of_person(contact.person_id)
        return case

    async def wait_on_line(self, case: Case, provider_id: str = sid(99)) -> str:
        """The person of the case calls and waits; our id of that call."""
        leg = "the-call-of-the-person"
        async with self.app.store.write() as unit:
            contact = await unit.people.contact(Address("voice", PERSON))
            await unit.legs.begin(
                leg,
                Purpose.CALLED,
                contact.person_id,
                contact.id,
                conversation_id=case.conversation_id,
                language="fa",
            )
            await unit.legs.name(leg, provider_id)
            await unit.legs.move(leg, Stage.QUEUED)
        return leg

    async def rows(self, case: Case) -> list[Dialling]:
        async with self.app.store.read() as unit:
            return await unit.dialling.of_case(case.id)

    async def happened(self, case: Case) -> list[str]:
        """What happened in the calls of a case, as purpose and kind."""
        events = await self.events(case)
        return [
            f"{e.params['purpose']} {e.kind.removeprefix('call.')}"
            for e in events
            if e.kind.startswith("call.")
        ]

    async def events(self, case: Case) -> tuple[Event, ...]:
        async with self.app.store.read() as unit:
            return await events_of(unit, case.conversation_id)

    async def state(self, case: Case, staff: Staff) -> str:
        """How far the last call for the case has come, as the desk says."""
        view = await self.desk.refreshed(staff, case.number)
        assert view.phone
        return view.phone.state

    async def report(self, leg: str, status: str, **more: Any) -> bool:
        return await self.board.reported(leg, CallReport("", status, **more))
