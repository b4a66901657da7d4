"""Whose case it is when somebody leaves a call of three, in whatever order that is told."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest
from sqlalchemy import update

from bot.app import build
from bot.config import Settings
from bot.errors import ConflictError, TakenError
from bot.messages import Owner, SendError, Trouble
from bot.store.database import Store
from bot.store.records import Case, Staff
from bot.store.tables import staff as staff_table
from tests.bot.exchange import INTERPRETER, OPERATOR, PERSON, PHONE, Exchange, Office, sid
from tests.builders import Clock, inbound, take_turns

THIRD = "+38344100003"


@dataclass
class Slow(Exchange):
    """Leads a call elsewhere once it is let."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    led: asyncio.Event = field(default_factory=asyncio.Event)

    async def steer(self, sid: str, path: str) -> None:
        await super().steer(sid, path)
        self.asked.set()
        await self.led.wait()


@dataclass
class Call:
    """Dora speaks with the person of a case; Elira is a colleague. ``first`` and ``person`` are
    our ids of the two calls."""

    office: Office
    dora: Staff
    elira: Staff
    case: Case
    first: str
    person: str

    async def ask(self, colleague: Staff | None, by: Staff | None = None) -> str:
        """A colleague, or an interpreter, is called; our id of that call."""
        number = "" if colleague else INTERPRETER
        who = colleague.id if colleague else ""
        await self.office.desk.phoning.add(by or self.dora, self.case.number, who, number)
        leg = self.office.exchange.dialled[-1][1].removeprefix("join?c=")
        assert await self.office.board.invited(leg, sid(60 + len(self.office.exchange.dialled)))
        return leg

    async def bring(self, colleague: Staff | None, by: Staff | None = None) -> str:
        """The same, and they join."""
        leg = await self.ask(colleague, by)
        assert await self.office.board.joined(leg) == self.first
        return leg

    async def end(self, leg: str) -> None:
        """The provider tells that a call has ended."""
        await self.office.report(leg, "completed", seconds=30)

    async def leave(self, leg: str, *, on_phone: bool = False) -> None:
        """Somebody of ours is out of the room."""
        await self.office.board.parted(leg, is_person=False, on_phone=on_phone)

    async def holder(self) -> str:
        """The user name of whose case it is; the conversation is theirs as well."""
        async with self.office.app.store.read() as unit:
            case = await unit.cases.get(self.case.id)
            talk = await unit.conversations.get(case.conversation_id)
            assert talk
            assert (talk.owner, talk.staff_id) == (Owner.OPERATOR, case.staff_id)
            assert case.staff_id
            return (await unit.office.get(case.staff_id)).username

    async def passed(self) -> list[str]:
        """To whom the case went, as the case tells it."""
        names = {self.dora.id: "dora", self.elira.id: "elira"}
        events = await self.office.events(self.case)
        return [names[one.actor] for one in events if one.kind == "passed_on"]


@pytest.fixture
async def call(store: Store, settings: Settings, clock: Clock) -> Call:
    """On both databases."""
    office = Office(build(settings, store, clock.now))
    dora, elira = await office.hire("dora"), await office.hire("elira", THIRD)
    case = await office.case()
    await office.desk.phoning.ring(dora, case.number)
    await office.calls.do_due()
    first = (await office.rows(case))[-1].id
    assert await office.board.answered(first, sid(1))
    patch = await office.board.took(first)
    assert patch
    assert patch.leg
    assert await office.board.screened(patch.leg, sid(50)) is not None
    assert await office.board.agreed(patch.leg)
    return Call(office, dora, elira, case, first, patch.leg)


@pytest.mark.parametrize("told", ["the end", "out of the room", "both", "both, the end first"])
async def test_the_case_goes_to_the_colleague_who_goes_on(call: Call, told: str) -> None:
    await call.bring(call.elira)
    assert await call.holder() == "dora"
    if told in ("out of the room", "both"):
        await call.leave(call.first)
    if told != "out of the room":
        await call.end(call.first)
    if told == "both, the end first":
        await call.leave(call.first)
    await call.end(call.first)
    assert (await call.holder(), await call.passed()) == ("elira", ["elira"])
    assert (await call.office.happened(call.case)).count("third took_over") == 1
    view = await call.office.desk.refreshed(call.elira, call.case.number)
    assert (view.mine, view.holder) == (True, "Elira")
    assert view.phone
    assert (view.phone.state, view.phone.who, view.phone.speaking) == ("room", "Elira", True)


async def test_the_bot_stays_silent_and_the_new_holder_answers(call: Call) -> None:
    await call.bring(call.elira)
    await call.end(call.first)
    office, number = call.office, call.case.number
    said = len((await office.desk.refreshed(call.elira, number)).lines)
    await office.app.spine.accept(inbound("are you there", to=PHONE, at=office.app.now()))
    await take_turns(office.app)
    assert len((await office.desk.refreshed(call.elira, number)).lines) == said + 1
    with pytest.raises(TakenError, match="Elira"):
        await office.desk.reply(call.dora, number, "yes")
    with pytest.raises(TakenError, match="Elira"):
        await office.desk.phoning.ring(call.dora, number)
    await office.desk.reply(call.elira, number, "yes")
    await office.desk.phoning.ring(call.elira, number)
    assert len(await office.rows(call.case)) == 1  # she is on the phone with them already


@pytest.mark.parametrize("when", ["before they answer", "before they join"])
async def test_who_drops_out_before_the_colleague_joined_keeps_the_case(
    call: Call, when: str
) -> None:
    if when == "before they join":
        leg = await call.ask(call.elira)
        await call.end(call.first)
    else:
        await call.office.desk.phoning.add(call.dora, call.case.number, call.elira.id, "")
        leg = call.office.exchange.dialled[-1][1].removeprefix("join?c=")
        await call.end(call.first)
        assert not await call.office.board.invited(leg, sid(60))
    assert await call.office.board.joined(leg) is None
    assert (await call.holder(), await call.passed()) == ("dora", [])


async def test_an_operator_who_leaves_while_the_person_is_led_is_followed(call: Call) -> None:
    leg = await call.ask(call.elira)
    call.office.exchange = slow = Slow()
    meeting = asyncio.create_task(call.office.board.joined(leg))
    await slow.asked.wait()
    await call.end(call.first)
    assert await call.holder() == "dora"  # the person may not come
    slow.led.set()
    await meeting
    assert (await call.holder(), await call.passed()) == ("elira", ["elira"])


async def test_where_the_person_could_not_be_led_nothing_is_passed_on(call: Call) -> None:
    leg = await call.ask(call.elira)
    call.office.exchange.outcomes = [SendError(Trouble.RETRY, "unreachable")]
    assert await call.office.board.joined(leg) is None
    await call.end(call.first)
    assert (await call.holder(), await call.passed()) == ("dora", [])


async def test_with_an_interpreter_the_case_stays(call: Call) -> None:
    await call.bring(None)
    await call.end(call.first)
    assert (await call.holder(), await call.passed()) == ("dora", [])
    assert await call.office.state(call.case, call.dora) == "alone"
    await call.office.desk.phoning.ring(call.dora, call.case.number)
    assert len(await call.office.rows(call.case)) == 2  # she may call again


async def test_a_colleague_who_came_beside_an_interpreter_gets_it(call: Call) -> None:
    await call.bring(None)
    await call.bring(call.elira)
    assert len(call.office.exchange.steered) == 1  # to lead the person anew would end it for all
    await call.end(call.first)
    assert await call.holder() == "elira"


@pytest.mark.parametrize("change", [{"active": False}, {"role": "manager"}])
async def test_a_colleague_who_may_not_have_it_does_not_get_it(
    call: Call, change: dict[str, object]
) -> None:
    await call.bring(call.elira)
    async with call.office.app.store.write() as unit:
        await unit.office.connection.execute(
            update(staff_table).where(staff_table.c.id == call.elira.id).values(**change)
        )
    await call.end(call.first)
    assert (await call.holder(), await call.passed()) == ("dora", [])


@pytest.mark.parametrize("told", ["goodbye", "the room was closed", "the end of their call"])
async def test_when_the_person_has_gone_the_case_stays(call: Call, told: str) -> None:
    """All calls end then, and that of the operator may be told first."""
    await call.bring(call.elira)
    if told == "goodbye":
        await call.office.board.parted(call.first, is_person=True, on_phone=False)
    elif told == "the room was closed":
        await call.leave(call.first, on_phone=True)
    else:
        await call.end(call.person)
    await call.end(call.first)
    assert (await call.holder(), await call.passed()) == ("dora", [])
    assert await call.office.state(call.case, call.dora) == "ended"


async def test_a_colleague_who_left_before_does_not_get_it(call: Call) -> None:
    leg = await call.bring(call.elira)
    await call.leave(leg)  # the report of that end comes last
    await call.end(call.first)
    await call.end(leg)
    assert (await call.holder(), await call.passed()) == ("dora", [])


async def test_it_goes_on_from_colleague_to_colleague(call: Call) -> None:
    elira = await call.bring(call.elira)
    await call.end(call.first)
    back = await call.bring(call.dora, by=call.elira)
    assert len(call.office.exchange.steered) == 1
    assert await call.holder() == "elira"
    await call.end(elira)
    assert (await call.holder(), await call.passed()) == ("dora", ["elira", "dora"])
    await call.end(back)
    assert await call.holder() == "dora"
    with pytest.raises(ConflictError, match="not on the phone"):
        await call.office.desk.phoning.add(call.dora, call.case.number, "", INTERPRETER)


async def test_a_closed_case_stays_closed(call: Call) -> None:
    await call.bring(call.elira)
    await call.office.desk.close(call.dora, call.case.number, "resolved")
    await call.end(call.first)
    assert await call.passed() == []
    assert PERSON not in call.office.exchange.called
    assert OPERATOR in call.office.exchange.called
