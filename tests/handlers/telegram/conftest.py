"""The door between a double of Telegram's Bot API and a store that a test can look into."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiogram import Bot

from bot.bench.telegram.double.bot_api import Double
from bot.messages import Inbound
from handlers.telegram.bot import make_bot
from handlers.telegram.door import TelegramDoor, build
from tests.builders import Clock

LANGUAGES = ("ar", "fa", "ps", "ur", "en", "fr", "tr", "sq", "sr", "es")
SECRET = "a-secret-that-only-Telegram-knows"


@dataclass
class Service:
    """What the rest of the service does for the door, kept where a test sees it.

    ``broken`` are texts whose storing fails, as long as they stand there; ``rests`` are the
    waits that the door asked for, none of which takes time.
    """

    clock: Clock
    leads: bool = True
    broken: set[str | None] = field(default_factory=set)
    kept: list[Inbound] = field(default_factory=list)
    reports: list[tuple[str | None, int | None]] = field(default_factory=list)
    rests: list[float] = field(default_factory=list)
    ends: bool = False
    before_storing: Callable[[Inbound], Awaitable[object]] | None = None

    async def accept(self, inbound: Inbound) -> bool:
        """Keep it; a second time it is known."""
        if self.before_storing:
            await self.before_storing(inbound)
        if inbound.text in self.broken:
            raise OSError(inbound.text)
        new = all(inbound.external_id != kept.external_id for kept in self.kept)
        self.kept += [inbound] if new else []
        return new

    async def lead(self) -> bool:
        """Whether this process leads."""
        return self.leads

    async def report(self, problem: str | None, pending: int | None) -> None:
        """Keep what is said of the door."""
        self.reports.append((problem, pending))

    async def rest(self, seconds: float) -> None:
        """Wait for nothing, but let others go on."""
        self.rests.append(seconds)
        await asyncio.sleep(0)

    def texts(self) -> list[str | None]:
        """The words that were kept, in order."""
        return [inbound.text for inbound in self.kept]

    def problems(self) -> list[str | None]:
        """What was reported, without how much waits."""
        return [problem for problem, _ in self.reports]


@pytest.fixture
async def double(clock: Clock) -> AsyncIterator[Double]:
    """Telegram, with nothing going wrong."""
    async with Double(now=clock.now) as serving:
        yield serving


@pytest.fixture
async def bot(double: Double) -> AsyncIterator[Bot]:
    """The door's client, at the double."""
    made = make_bot(double.token, double.base)
    yield made
    await made.session.close()


@pytest.fixture
def service(clock: Clock) -> Service:
    """A service that works and leads."""
    return Service(clock)


def door_of(double: Double, service: Service, **more: Any) -> TelegramDoor:
    """The whole door at ``double``, in polling mode; ``more`` is put over what it is given."""
    given: dict[str, Any] = {
        "bot_token": double.token,
        "api_base": double.base,
        "accept": service.accept,
        "lead": service.lead,
        "report": service.report,
        "rest": service.rest,
        "ending": lambda: service.ends,
        "now": service.clock.now,
        "secret": SECRET,
        "public_url": None,
        "take_over": False,
        "per_second": 25,
        "photo_bytes": 20_000_000,
        "languages": LANGUAGES,
    }
    return build(**given | more)


@pytest.fixture
async def door(double: Double, service: Service) -> AsyncIterator[TelegramDoor]:
    """The door in polling mode."""
    made = door_of(double, service)
    yield made
    await made.close()
