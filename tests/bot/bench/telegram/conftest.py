"""A double with the test clock, and a real aiogram bot that calls it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.bench.telegram.double.bot_api import Double
from bot.bench.telegram.double.people import Person
from tests.builders import Clock


@pytest.fixture
async def double(clock: Clock) -> AsyncIterator[Double]:
    """Serving, with nothing going wrong."""
    async with Double(now=clock.now) as serving:
        yield serving


def bot_of(double: Double, token: str | None = None) -> Bot:
    """A bot that speaks to ``double``."""
    server = TelegramAPIServer.from_base(double.base)
    return Bot(token or double.token, session=AiohttpSession(api=server))


@pytest.fixture
async def bot(double: Double) -> AsyncIterator[Bot]:
    """The bot of this double."""
    made = bot_of(double)
    yield made
    await made.session.close()


@pytest.fixture
def amina(double: Double) -> Person:
    """A person who has written once, so that the bot may answer."""
    person = double.person("Amina", "fa", last_name="K")
    person.start()
    return person
