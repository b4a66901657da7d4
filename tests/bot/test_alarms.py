"""A door with a problem is told of, and so is one that is closed while messages wait for it."""

from __future__ import annotations

import pytest

from bot.alarms import CLOSED, news
from bot.app import App
from bot.health import Health
from bot.messages import Address
from handlers.telegram.standing import MEANINGS
from tests.builders import Clock, inbound, take_turns

OPEN = ("webchat", "telegram")


def health(app: App, *channels: str) -> Health:
    """The health of a deployment with these doors open."""
    return Health(app.store, None, ("en",), channels, {"telegram": MEANINGS})


async def test_messages_for_a_closed_door_are_shouted_about(app: App, clock: Clock) -> None:
    await app.spine.accept(inbound("hello", to=Address("telegram", "77")))
    assert await app.desk.alarms() == ()
    since = clock.now()
    await take_turns(app)
    (told,) = await app.desk.alarms()
    assert (told.channel, told.problem, told.since) == ("telegram", CLOSED, since)
    assert told.pending
    report = await health(app, "webchat").report()
    (alarm,) = report.alarms
    assert (alarm.problem, alarm.pending, report.status) == (CLOSED, told.pending, "degraded")
    assert "closed" in alarm.meaning
    assert (await health(app, *OPEN).report()).alarms == ()


async def test_what_a_door_said_before_it_was_closed_counts_no_more(app: App) -> None:
    async with app.store.write() as unit:
        await unit.doors.report("telegram", "token_refused", None)
    (alarm,) = (await health(app, *OPEN).report()).alarms
    assert alarm.meaning == MEANINGS["token_refused"]
    assert (await health(app, "webchat").report()).alarms == ()


TELEGRAM = {"channel": "telegram", "problem": "token_refused", "meaning": "Refused."}
SMS = {"channel": "sms", "problem": "unreachable", "meaning": "Away."}


@pytest.mark.parametrize(
    ("told", "alarms", "lines"),
    [
        ({}, [], []),
        ({}, [TELEGRAM], ["door telegram: Refused."]),
        ({"telegram": "token_refused"}, [TELEGRAM], []),
        ({"telegram": "unreachable"}, [TELEGRAM], ["door telegram: Refused."]),
        ({"telegram": "unreachable"}, [SMS], ["door sms: Away.", "door telegram: well again"]),
    ],
)
def test_each_problem_is_told_once(
    told: dict[str, str], alarms: list[dict[str, str]], lines: list[str]
) -> None:
    assert news(told, alarms) == lines
