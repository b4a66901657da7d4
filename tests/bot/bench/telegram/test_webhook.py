"""Updates that are pushed: with the secret, again until taken, one person's one by one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiohttp import web

from bot.bench.telegram.double.bot_api import Double
from bot.bench.telegram.double.people import Person

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass
class Receiver:
    """Somebody's webhook. The first answers are ``statuses``, every other one 200; 0 breaks the
    connection."""

    statuses: list[int] = field(default_factory=list)
    got: asyncio.Queue[tuple[str | None, dict[str, Any]]] = field(default_factory=asyncio.Queue)
    url: str = ""

    async def take(self, request: web.Request) -> web.Response:
        """One push."""
        await self.got.put((request.headers.get(SECRET_HEADER), await request.json()))
        status = self.statuses.pop(0) if self.statuses else 200
        if not status and request.transport:
            request.transport.abort()
        return web.Response(status=status or 200)

    async def texts(self, number: int) -> list[str]:
        """What was written in the next ``number`` pushes."""
        found = [await asyncio.wait_for(self.got.get(), 10) for _ in range(number)]
        return [update["message"]["text"] for _, update in found]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """Listening on loopback."""
    made = Receiver()
    app = web.Application()
    app.router.add_post("/hook", made.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield made
    await runner.cleanup()


async def test_what_waited_and_what_comes_is_pushed_with_the_secret(
    bot: Bot, amina: Person, receiver: Receiver
) -> None:
    await bot.set_webhook(receiver.url, secret_token="a-secret_1", max_connections=2)
    secret, update = await asyncio.wait_for(receiver.got.get(), 10)
    assert (secret, update["message"]["text"]) == ("a-secret_1", "/start")
    amina.write("one")
    assert await receiver.texts(1) == ["one"]
    info = await bot.get_webhook_info()
    assert (info.url, info.max_connections, info.last_error_message) == (receiver.url, 2, None)


@pytest.mark.parametrize(("status", "error"), [(503, "503 Service Unavailable"), (0, "refused")])
async def test_one_that_is_not_taken_comes_again_and_nothing_overtakes_it(
    bot: Bot, amina: Person, receiver: Receiver, status: int, error: str
) -> None:
    receiver.statuses = [status, status]
    amina.write("one")
    await bot.set_webhook(receiver.url)
    assert await receiver.texts(4) == ["/start", "/start", "/start", "one"]
    info = await bot.get_webhook_info()
    assert info.last_error_message
    assert error in info.last_error_message
    assert info.last_error_date


async def test_what_waits_is_counted(bot: Bot, amina: Person) -> None:
    amina.write("one")
    await bot.set_webhook("http://127.0.0.1:9/hook")
    while not (info := await bot.get_webhook_info()).last_error_message:
        pass
    assert info.pending_update_count == 2
    await bot.delete_webhook(drop_pending_updates=True)
    assert (await bot.get_webhook_info()).pending_update_count == 0


async def test_repeats_are_pushed_twice(
    bot: Bot, double: Double, amina: Person, receiver: Receiver
) -> None:
    double.faults.repeat = 1.0
    amina.write("one")
    await bot.set_webhook(receiver.url)
    assert await receiver.texts(4) == ["/start", "/start", "one", "one"]


@pytest.mark.parametrize(
    "wrong", [{"url": "ftp://example.org"}, {"url": "https://example.org", "secret_token": "ö"}]
)
async def test_what_cannot_be_set(bot: Bot, wrong: dict[str, str]) -> None:
    with pytest.raises(TelegramBadRequest):
        await bot.set_webhook(**wrong)
