"""The place on the line and the wait that callers are told, on both databases."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.app import build
from bot.config import Settings, load
from bot.store.database import Store
from bot.store.records import Staff
from bot.switchboard.board import FEWEST_WAITS
from bot.telephony import DANGER, PERSON, Next, Place, Stage
from tests.bot.exchange import Office
from tests.bot.switchboard.calling import KEYS, Phone
from tests.builders import Clock


@dataclass
class Line:
    """Calls of several people, and a colleague who takes them."""

    office: Office
    clock: Clock
    phone: Phone
    dora: Staff
    callers: int = 0

    async def wait(self, choice: str = PERSON) -> str:
        """Somebody else calls and waits for a person; the provider's id of that call."""
        self.callers += 1
        self.phone.number = f"+3834412{self.callers:04d}"
        await self.phone.begin()
        await self.phone.press(choice)
        await self.phone.board.moved(self.phone.sid, Stage.QUEUED)
        return self.phone.sid

    async def meet(self) -> str:
        """The colleague takes the last who called; our id of the call to her."""
        office, [case] = self.office, await self.phone.cases()
        await office.desk.phoning.ring(self.dora, case.number)
        await office.calls.do_due()
        bridge = (await office.rows(case))[-1].id
        assert await office.board.answered(bridge, office.exchange.last)
        assert await office.board.took(bridge)
        await office.board.met(bridge)
        return bridge

    async def take(self) -> None:
        """The same, and both hang up."""
        bridge, [case] = await self.meet(), await self.phone.cases()
        office = self.office
        await office.report(bridge, "completed", seconds=5)
        await self.phone.hang_up()
        await office.desk.close(self.dora, case.number, "resolved")

    async def served(self, minutes: int, choice: str = PERSON, times: int = FEWEST_WAITS) -> None:
        """So many people have waited so long."""
        for _ in range(times):
            await self.wait(choice)
            self.clock.move(minutes=minutes)
            await self.take()

    async def place(self, call: str) -> Place:
        return await self.phone.board.place(call)


@pytest.fixture
async def line(store: Store, settings: Settings, clock: Clock) -> Line:
    made = load(data=settings.data, nlu_url=None, **KEYS)
    office = Office(build(made, store, clock.now))
    # The exchange counts its calls from 1.
    phone = Phone(office.app, clock, calls=1000)
    return Line(office, clock, phone, await office.hire("dora"))


async def test_the_more_urgent_come_first_then_who_waits_longer(line: Line) -> None:
    first, second = await line.wait(), await line.wait()
    danger = await line.wait(DANGER)
    places = [(await line.place(call)).position for call in (first, second, danger)]
    assert places == [2, 3, 1]


async def test_who_is_called_back_keeps_the_place(line: Line) -> None:
    """They count for those behind them until somebody has taken their case."""
    first = await line.wait()
    await line.phone.board.call_back(first)
    await line.phone.hang_up()
    [case] = await line.phone.cases()
    second = await line.wait()
    assert (await line.place(second)).position == 2
    assert (await line.place(await line.wait(DANGER))).position == 1
    await line.office.desk.claim(line.dora, case.number)
    assert (await line.place(second)).position == 2  # behind the danger alone


async def test_an_old_wish_for_a_call_counts_no_more(line: Line) -> None:
    first = await line.wait()
    await line.phone.board.call_back(first)
    await line.take()
    line.clock.move(minutes=5)
    await line.phone.begin()
    await line.phone.press(PERSON)  # the same person again, who hangs up
    await line.phone.hang_up()
    assert (await line.place(await line.wait())).position == 1


async def test_the_wait_is_that_of_people_like_them(line: Line) -> None:
    await line.served(1, DANGER)
    calm = await line.wait()
    assert (await line.place(calm)).minutes is None
    await line.phone.hang_up()
    await line.served(6, times=FEWEST_WAITS - 1)
    calm = await line.wait()
    assert (await line.place(calm)).minutes is None  # too few yet
    line.clock.move(minutes=6)
    await line.take()
    calm = await line.wait()
    assert (await line.place(calm)).minutes == 6
    danger = await line.wait(DANGER)
    assert (await line.place(danger)).minutes == 1
    assert (await line.place(calm)).minutes is None  # the urgent come first: nobody can say


async def test_who_waited_longer_than_others_is_told_no_time(line: Line) -> None:
    await line.served(4)
    call = await line.wait()
    line.clock.move(minutes=4)
    assert (await line.place(call)).minutes == 4
    line.clock.move(minutes=1)
    assert (await line.place(call)).minutes is None


async def test_while_all_speak_callers_wait_and_leave_no_voicemail(line: Line) -> None:
    """Who is at work comes later; who takes calls no more does not."""
    phoning = line.office.desk.phoning
    session = await line.office.log_in("dora")
    await phoning.take_calls(session, on=True)
    await line.wait()
    await line.meet()
    line.phone.number = "+38344129999"
    await line.phone.begin()
    assert (await line.phone.press(PERSON)).next is Next.QUEUE
    await phoning.take_calls(session, on=False)
    assert (await line.phone.press(PERSON)).next is Next.VOICEMAIL
