"""What one process hears of Twilio's refusals is told by another, and outlives both."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.bell import Bell
from bot.heard import Heard
from bot.posts import Posts
from bot.store.database import Store
from handlers.twilio.alarms import BETWEEN, OF_EVERY_CALL, STAYS, Alarms
from handlers.twilio.codes import ALARMS
from handlers.twilio.watching import Traffic, Watch
from tests.builders import Clock

LEASE = timedelta(hours=3)


class Process:
    """One service process: what it hears, and its look at how Twilio treats us."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.alarms = Alarms(Heard(store, "twilio"), clock.now)
        bell = Bell()
        post = Posts(store, "sms", bell, LEASE)
        self.watch = Watch(
            "sms",
            self.alarms,
            traffic=_nothing,
            within=LEASE,
            lead=post.lead,
            report=post.report,
            rest=_at_once,
            now=clock.now,
        )


async def _nothing() -> Traffic:
    return Traffic(None, None)


async def _at_once(seconds: float) -> None:
    del seconds


@pytest.fixture
async def leading(store: Store, clock: Clock) -> Process:
    """The process that looks."""
    process = Process(store, clock)
    await process.watch.step()
    return process


@pytest.fixture
async def other(store: Store, clock: Clock, leading: Process) -> Process:
    """One that does not."""
    del leading
    return Process(store, clock)


async def told(store: Store) -> str | None:
    """What console and health page are told of the door."""
    async with store.read() as unit:
        (door,) = await unit.doors.all()
    return door.problem


async def test_an_alarm_that_another_process_heard_is_told(
    store: Store, clock: Clock, leading: Process, other: Process
) -> None:
    await other.alarms.refused("filtered")
    await other.watch.step()
    assert await told(store) is None  # it does not lead
    await leading.watch.step()
    assert await told(store) == "filtered"
    clock.move(seconds=STAYS.total_seconds() / 2)
    await other.alarms.refused("filtered")
    clock.move(seconds=STAYS.total_seconds() / 2)
    await leading.watch.step()
    assert await told(store) == "filtered"
    clock.move(seconds=STAYS.total_seconds() / 2)
    await leading.watch.step()
    assert await told(store) is None


@pytest.mark.parametrize("code", sorted(OF_EVERY_CALL))
async def test_it_is_over_with_a_call_that_any_process_makes(
    store: Store, clock: Clock, leading: Process, other: Process, code: str
) -> None:
    await leading.alarms.accepted()
    await other.alarms.refused(code)
    await other.alarms.refused("queue_full")
    await leading.watch.step()
    assert await told(store) == code
    clock.move(seconds=BETWEEN.total_seconds())
    await leading.alarms.accepted()
    await leading.watch.step()
    assert await told(store) == "queue_full"


async def test_a_restart_forgets_no_alarm(store: Store, clock: Clock, leading: Process) -> None:
    await leading.alarms.refused("account_closed")
    assert await Process(store, clock).alarms.worst() == "account_closed"
    assert await Alarms(Heard(store, "another"), clock.now).worst() is None


def test_every_code_has_room() -> None:
    assert max(len(f"twilio heard {code}") for code in ALARMS) <= 64
