"""What is seen once a minute."""

from __future__ import annotations

import pytest
from aiogram import Bot

from bot.bench.telegram.double.bot_api import Double
from bot.bench.telegram.double.refusals import RefusedError
from handlers.telegram.standing import Standing
from handlers.telegram.watching import Watch
from tests.builders import Clock
from tests.handlers.telegram.conftest import Service

URL = "http://127.0.0.1:9/telegram/webhook"


@pytest.fixture
def watch(double: Double, bot: Bot, service: Service) -> Watch:
    """A look at our webhook, which was set a while ago."""
    double.world.hook.set(URL, "", 0)
    return made(bot, service, URL)


def made(bot: Bot, service: Service, url: str) -> Watch:
    """A watch that expects ``url``."""
    return Watch(
        bot,
        url,
        lead=service.lead,
        standing=Standing(service.report),
        rest=service.rest,
        now=service.clock.now,
    )


def seconds(clock: Clock) -> int:
    """The moment as Telegram counts."""
    return int(clock.now().timestamp())


async def test_deliveries_that_failed_since_the_last_look(
    double: Double, watch: Watch, service: Service, clock: Clock
) -> None:
    double.world.hook.failed("Connection refused", seconds(clock) - 3600)
    await watch.step()
    clock.move(seconds=30)
    double.world.hook.failed("Connection refused", seconds(clock))
    await watch.step()
    await watch.step()
    assert service.problems() == [None, "webhook_failing", None]
    assert service.rests == [60.0] * 3


async def test_a_delivery_that_failed_is_told_until_everything_came(
    double: Double, watch: Watch, service: Service, clock: Clock
) -> None:
    clock.move(seconds=30)
    double.world.hook.failed("Connection refused", seconds(clock))
    double.person().write("x")
    for _ in range(3):
        await watch.step()
    double.world.updates.drop()
    await watch.step()
    assert service.reports == [("webhook_failing", 1), (None, 0)]


@pytest.mark.parametrize(
    ("counts", "problem"),
    [
        ((90, 110, 120), "backlog_growing"),
        ((90, 110, 120, 120, 120), "backlog_growing"),
        ((90, 110, 120, 119), None),
        ((110, 120, 130, 100), None),
        ((110, 120, 120), None),
        ((130, 110, 120), None),
        ((50, 60, 100), None),
        ((110, 120), None),
    ],
)
async def test_more_and_more_waits(
    double: Double,
    watch: Watch,
    service: Service,
    counts: tuple[int, ...],
    problem: str | None,
) -> None:
    person = double.person()
    for count in counts:
        if len(double.world.updates) > count:
            double.world.updates.drop()
        for _ in range(count - len(double.world.updates)):
            person.write("x")
        await watch.step()
    assert service.reports[-1] == (problem, counts[-1])


async def test_a_webhook_that_is_not_ours(
    double: Double, watch: Watch, bot: Bot, service: Service
) -> None:
    double.world.hook.set("http://127.0.0.1:9/elsewhere", "", 0)
    await watch.step()
    await made(bot, service, "").step()
    assert service.problems() == ["webhook_elsewhere"] * 2


async def test_who_does_not_lead_does_not_look(
    double: Double, watch: Watch, service: Service
) -> None:
    service.leads = False
    await watch.step()
    assert double.world.calls.all == []


async def test_a_look_that_fails_says_nothing(
    double: Double, watch: Watch, service: Service
) -> None:
    double.mischief.next("getWebhookInfo", RefusedError(500, "x"))
    await watch.step()
    assert service.reports == []
    await watch.step()
    assert service.reports == [(None, 0)]


async def test_the_worst_of_what_is_seen_is_told_when_it_changes(service: Service) -> None:
    standing = Standing(service.report)
    await standing.tell("polling", None)
    await standing.tell("watching", "backlog_growing", 200)
    await standing.tell("polling", "unreachable")
    await standing.tell("polling", "unreachable")
    await standing.tell("watching", None, 200)
    await standing.tell("polling", None)
    assert service.reports == [
        (None, None), ("backlog_growing", 200), ("unreachable", 200), (None, 200),
    ]  # fmt: skip
    standing.forget()
    await standing.tell("polling", None)
    assert service.reports[-1] == (None, None)
