"""What is wrong with a door stands above the queue, live."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from bot.app import App
from bot.spending import CHANNEL, NEAR, REACHED
from bot.views import DoorReport
from handlers.console.alarms import CLOSED, PROBLEMS, alarms
from handlers.telegram.standing import MEANINGS as OF_TELEGRAM
from handlers.twilio.watching import MEANINGS as OF_TWILIO
from tests.builders import Clock
from tests.handlers.console.conftest import Visit
from tests.handlers.console.test_live import block, listening, version

REFUSED = "Telegram refuses our token."


async def report(app: App, problem: str | None, pending: int | None = None) -> None:
    """Write down how Telegram's door stands."""
    async with app.store.write() as unit:
        await unit.doors.report("telegram", problem, pending)
    app.bell.ring("desk")


def test_every_problem_of_a_door_has_words() -> None:
    assert set(PROBLEMS) == {*OF_TELEGRAM, *OF_TWILIO, CLOSED}


@pytest.mark.parametrize("problem", [*PROBLEMS, "unheard_of"])
def test_every_problem_in_words(problem: str) -> None:
    at = datetime(2026, 3, 9, 7, 5, tzinfo=UTC)
    [alarm] = alarms([DoorReport("telegram", problem, at)])
    assert "Telegram" in alarm.words
    assert "_" not in alarm.words
    assert "{" not in alarm.words
    assert alarm.words.endswith(".")
    assert (alarm.since.text, alarm.waiting) == ("9 Mar 2026, 07:05 UTC", "")


@pytest.mark.parametrize("problem", [NEAR, REACHED])
def test_money_has_words_too(problem: str) -> None:
    [alarm] = alarms([DoorReport(CHANNEL, problem, datetime(2026, 3, 9, 7, 5, tzinfo=UTC))])
    assert "danger" in alarm.words
    assert "_" not in alarm.words


async def test_a_banner_until_it_is_over(app: App, visit: Visit, clock: Clock) -> None:
    visitor = await visit("manager")
    await report(app, "token_refused", 1)
    clock.move(minutes=5)
    await report(app, "token_refused", 142)
    for path in ("/console", "/console/queue/rows"):
        page = await visitor.get(path)
        assert f"{REFUSED} No message comes in" in page.words
        assert "Since 23 Nov 2026, 09:30 UTC ." in page.words
        assert "142 messages wait at Telegram." in page.words
        assert re.search(
            r'<div id="alarms" data-part role="alert">\s*<p id="alarm-telegram"', page.text
        )
    await report(app, None)
    page = await visitor.get("/console")
    assert REFUSED not in page.words
    assert re.search(r'<div id="alarms" data-part role="alert">\s*</div>', page.text)


async def test_it_is_told_to_open_pages(app: App, visit: Visit) -> None:
    visitor = await visit("operator")
    seen = await version(visitor, "/console/queue/rows")
    async with listening(visitor, f"/console/events?seen={seen}") as stream:
        await block(stream)
        await report(app, "unreachable")
        assert "event: changed" in await block(stream)
    assert "Telegram cannot be reached." in (await visitor.get("/console/queue/rows")).words


async def test_it_waits_behind_the_login(app: App, visit: Visit) -> None:
    await report(app, "unreachable")
    visitor = await visit("operator")
    await visitor.send("/console/logout")
    assert "Telegram" not in (await visitor.get("/console/login")).words
