"""What is seen once a minute."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from handlers.twilio.alarms import Alarms
from handlers.twilio.codes import ALARMS
from handlers.twilio.watching import CALLBACKS_STOPPED, MEANINGS, Traffic, Watch
from tests.builders import Clock
from tests.handlers.twilio.board import Memory


@dataclass
class Service:
    """What the rest of the service does for a watch, kept where a test sees it."""

    clock: Clock
    leads: bool = True
    sent: datetime | None = None
    reported: datetime | None = None
    told: list[str | None] = field(default_factory=list)
    rests: list[float] = field(default_factory=list)

    async def lead(self) -> bool:
        """Whether this process leads."""
        return self.leads

    async def traffic(self) -> Traffic:
        """What was sent and reported last."""
        return Traffic(self.sent, self.reported)

    async def report(self, problem: str | None, pending: int | None) -> None:
        """Keep what is said of the door."""
        assert pending is None
        self.told.append(problem)

    async def rest(self, seconds: float) -> None:
        """Wait for nothing."""
        self.rests.append(seconds)


@pytest.fixture
def service(clock: Clock) -> Service:
    """A service that leads and has sent nothing."""
    return Service(clock)


@pytest.fixture
def watch(service: Service, alarms: Alarms) -> Watch:
    """A watch that misses reports after half an hour."""
    return Watch(
        "sms",
        alarms,
        traffic=service.traffic,
        within=timedelta(minutes=30),
        lead=service.lead,
        report=service.report,
        rest=service.rest,
        now=service.clock.now,
    )


async def after(watch: Watch, service: Service, minutes: float) -> str | None:
    """What is told after so many minutes, looking once."""
    service.clock.move(minutes=minutes)
    await watch.step()
    return service.told[-1]


async def test_all_is_well_where_nothing_was_sent(watch: Watch, service: Service) -> None:
    assert await after(watch, service, 0) is None
    assert await after(watch, service, 100) is None
    assert (service.told, service.rests) == ([None], [60.0, 60.0])


async def test_no_report_since_something_was_sent(watch: Watch, service: Service) -> None:
    service.sent = service.clock.now()
    assert await after(watch, service, 0) is None
    assert await after(watch, service, 30) is None
    assert await after(watch, service, 1) == CALLBACKS_STOPPED
    service.reported = service.clock.now()
    assert await after(watch, service, 1) is None


async def test_while_more_and_more_is_sent_the_first_one_counts(
    watch: Watch, service: Service
) -> None:
    service.reported = service.clock.now()
    for minute in range(32):
        service.sent = service.clock.now() + timedelta(minutes=1)
        told = await after(watch, service, 1)
        assert told is None or minute >= 31
    assert service.told == [None, CALLBACKS_STOPPED]


async def test_a_report_now_and_then_is_enough(watch: Watch, service: Service) -> None:
    for _ in range(5):
        service.sent = service.clock.now()
        await after(watch, service, 20)
        service.reported = service.clock.now()
    assert service.told == [None]


async def test_what_twilio_refuses_is_told_before_missing_reports(
    watch: Watch, service: Service, alarms: Alarms
) -> None:
    service.sent = service.clock.now()
    await watch.step()
    await alarms.refused("filtered")
    assert await after(watch, service, 40) == "filtered"
    assert await after(watch, service, 25) == CALLBACKS_STOPPED


async def test_who_does_not_lead_says_nothing_and_begins_anew(
    watch: Watch, service: Service
) -> None:
    service.leads = False
    await watch.step()
    assert service.told == []
    for leads in (True, False, True):
        service.leads = leads
        await watch.step()
    assert service.told == [None, None]


def test_every_alarm_has_words() -> None:
    assert set(MEANINGS) == {*ALARMS, CALLBACKS_STOPPED}


async def test_the_worst_that_was_heard_in_the_last_hour(alarms: Alarms, clock: Clock) -> None:
    await alarms.refused("too_long")
    await alarms.refused(None)
    assert await alarms.worst() is None
    await alarms.refused("queue_full")
    clock.move(minutes=30)
    await alarms.refused("region_closed")
    assert await alarms.worst() == "region_closed"
    clock.move(minutes=31)
    assert await alarms.worst() == "region_closed"
    clock.move(minutes=30)
    assert await alarms.worst() is None


@pytest.mark.parametrize("code", ["token_refused", "account_closed"])
async def test_what_refuses_every_call_is_over_with_the_first_that_is_taken(
    alarms: Alarms, code: str
) -> None:
    await alarms.refused("filtered")
    await alarms.refused(code)
    assert await alarms.worst() == code
    await alarms.accepted()
    assert await alarms.worst() == "filtered"


async def test_that_calls_are_taken_is_written_once_a_minute(
    alarms: Alarms, board: Memory, clock: Clock
) -> None:
    for _ in range(3):
        await alarms.accepted()
    assert board.writings == 1
    clock.move(minutes=1)
    await alarms.accepted()
    assert board.writings == 2


async def test_an_alarm_that_cannot_be_kept_is_no_trouble_of_the_message(
    alarms: Alarms, board: Memory
) -> None:
    board.broken = True
    with capture_logs() as logs:
        await alarms.refused("filtered")
        await alarms.accepted()
    assert [log["event"] for log in logs] == ["alarm_not_kept"] * 2
    assert await alarms.worst() is None
