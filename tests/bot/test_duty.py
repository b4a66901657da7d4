"""Urgent cases that nobody holds: people on duty are told until somebody takes care."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.alarms import NOBODY
from bot.app import App, build
from bot.config import Settings
from bot.config_voice import OnDuty
from bot.duty import WORDS, DutyRounds
from bot.health import Health
from bot.messages import SendError, Trouble
from bot.store.database import Store
from bot.store.records import Case
from tests.bot.exchange import Office
from tests.builders import Clock, address, say

FIRST, SECOND = "+38344100011", "+38344100012"
LISTED = (OnDuty(number=FIRST), OnDuty(number=SECOND))


@dataclass
class Duty:
    """A list of people, and what they are told."""

    office: Office
    texts: list[tuple[str, str]] = field(default_factory=list)
    fails: bool = False

    def rounds(self, people: tuple[OnDuty, ...] = LISTED) -> DutyRounds:
        return DutyRounds(
            self.office.app.store,
            self.office.policy,
            self.office.app.bell,
            people=people,
            every=timedelta(minutes=3),
            dialler=self.office.exchange,
            text=self.text,
        )

    async def text(self, number: str, words: str) -> None:
        if self.fails:
            raise SendError(Trouble.RETRY, "unreachable")
        self.texts.append((number, words))

    async def told(self, case: Case) -> list[tuple[str, object]]:
        return [
            (event.kind, event.params.get("place"))
            for event in await self.office.events(case)
            if event.kind.startswith("duty")
        ]


@pytest.fixture
def duty(app: App) -> Duty:
    return Duty(Office(app))


@pytest.fixture
def both(store: Store, settings: Settings, clock: Clock) -> Duty:
    """The same on both databases."""
    return Duty(Office(build(settings, store, clock.now)))


async def test_they_are_told_in_order_until_the_case_is_claimed(both: Duty, clock: Clock) -> None:
    dora, case = await both.office.hire("dora"), await both.office.case()
    assert await both.rounds().look() == 0  # somebody works, and has ten minutes
    clock.move(minutes=10)
    for expected in (FIRST, SECOND, FIRST):
        # Two processes look at the same time.
        assert sum(await asyncio.gather(both.rounds().look(), both.rounds().look())) == 1
        assert both.texts[-1] == (expected, WORDS)
        assert both.office.exchange.called[-1] == expected
        assert await both.rounds().look() == 0
        clock.move(minutes=3)
    assert await both.told(case) == [("duty_told", 1), ("duty_told", 2), ("duty_told", 1)]
    await both.office.desk.claim(dora, case.number)
    assert await both.rounds().look() == 0
    clock.move(hours=2)
    assert await both.rounds().look() == 0
    assert len(both.texts) == 3
    assert case.number not in f"{both.texts}{both.office.exchange.dialled}"


async def test_at_night_they_are_told_at_once_whatever_the_channel(
    duty: Duty, app: App, clock: Clock
) -> None:
    clock.move(hours=12)
    await say(app, "she is bleeding and dying, help", to=address("by web chat"))
    assert await duty.rounds().look() == 1


async def test_what_is_not_urgent_waits_for_the_morning(
    duty: Duty, app: App, clock: Clock
) -> None:
    clock.move(hours=12)
    await say(app, "I want to talk with a person", choice="flow:human")
    assert await app.desk.queue()
    assert await duty.rounds().look() == 0


async def test_who_accepts_ends_the_rounds(both: Duty, clock: Clock) -> None:
    case = await both.office.case()
    clock.move(minutes=10)
    await both.rounds().look()
    duty_id = both.office.exchange.dialled[0][1].removeprefix("duty?d=").removesuffix("&p=0")
    assert await both.rounds().wanted(duty_id)
    assert await both.rounds().accepted(duty_id, 0)
    assert await both.rounds().accepted(duty_id, 0)
    assert not await both.rounds().accepted(duty_id, 1)
    assert not await both.rounds().wanted(duty_id)
    clock.move(hours=1)
    assert await both.rounds().look() == 0
    assert await both.told(case) == [("duty_told", 1), ("duty_accepted", 1)]


async def test_what_fails_is_on_the_case_and_the_next_one_is_told(
    duty: Duty, clock: Clock
) -> None:
    case = await duty.office.case()
    duty.fails = True
    duty.office.exchange.outcomes = [SendError(Trouble.UNKNOWN, "timeout"), ValueError("x")]
    clock.move(minutes=10)
    assert await duty.rounds().look() == 1
    clock.move(minutes=3)
    assert await duty.rounds().look() == 1
    assert duty.office.exchange.called == [FIRST, SECOND]
    assert (await duty.told(case)).count(("duty_failed", 1)) == 2


async def test_without_people_nobody_is_told(duty: Duty, clock: Clock) -> None:
    await duty.office.case()
    clock.move(hours=12)
    assert await duty.rounds(()).look() == 0
    await duty.rounds((OnDuty(number=FIRST, call=False),)).look()
    assert (duty.office.exchange.dialled, len(duty.texts)) == ([], 1)


async def test_when_nobody_accepts_it_is_an_alarm(both: Duty, clock: Clock) -> None:
    app = both.office.app
    health = Health(app.store, None, ("en",), ("webchat",), {})
    dora, case = await both.office.hire("dora"), await both.office.case()
    clock.move(minutes=10)
    await both.rounds().look()
    began = clock.now()
    clock.move(minutes=29)
    assert [one.problem for one in await both.office.desk.alarms() if one.channel == "duty"] == []
    clock.move(minutes=1)
    [alarm] = [one for one in await both.office.desk.alarms() if one.channel == "duty"]
    assert (alarm.problem, alarm.since, alarm.pending) == (NOBODY, began, 1)
    told = [one for one in (await health.report()).alarms if one.channel == "duty"]
    assert "nobody accepts" in told[0].meaning
    await both.office.desk.claim(dora, case.number)
    assert [one for one in await both.office.desk.alarms() if one.channel == "duty"] == []
