"""The double as a whole: start it, act as people, look at what they see."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from types import TracebackType

from aiohttp import web

from bot.bench.telegram.double.chats import Account
from bot.bench.telegram.double.faults import Faults, Mischief
from bot.bench.telegram.double.groups import Group
from bot.bench.telegram.double.people import Person
from bot.bench.telegram.double.pushing import Pusher
from bot.bench.telegram.double.server import application
from bot.bench.telegram.double.world import Now, World

HOST = "127.0.0.1"
FIRST_PERSON = 410_000_001
FIRST_GROUP = 1_002_000_000_001


def utc_now() -> datetime:
    """The moment, aware, in UTC."""
    return datetime.now(UTC)


class Double:
    """A Bot API of one bot, on a free port of loopback, for the time of ``async with``."""

    def __init__(self, *, now: Now = utc_now, seed: int = 1) -> None:
        """``now`` dates messages and decides what is too old; ``seed`` repeats the faults."""
        self.faults = Faults()
        self.mischief = Mischief(self.faults, seed)
        self.world = World(now, self.mischief)
        self._runner: web.AppRunner | None = None
        self._port = 0
        self._pushing: asyncio.Task[None] | None = None

    @property
    def base(self) -> str:
        """The address, fit for TELEGRAM_API_BASE and TelegramAPIServer.from_base."""
        return f"http://{HOST}:{self._port}"

    @property
    def token(self) -> str:
        """The only token that it takes."""
        return self.world.token

    def person(
        self,
        first_name: str = "Amina",
        language_code: str | None = None,
        last_name: str | None = None,
        username: str | None = None,
    ) -> Person:
        """A new account that never wrote to the bot."""
        number = FIRST_PERSON + len(self.world.chats)
        account = Account(number, first_name, last_name, username, language_code)
        return Person(self.world, account)

    def group(self, title: str = "Neighbours", kind: str = "group") -> Group:
        """A new group, supergroup or channel."""
        return Group(self.world, FIRST_GROUP + len(self.world.chats), kind, title)

    async def __aenter__(self) -> Double:
        """Serve."""
        await self.come_back()
        self._pushing = asyncio.create_task(Pusher(self.world).run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop serving; the state can still be looked at."""
        if self._pushing:
            self._pushing.cancel()
            await asyncio.gather(self._pushing, return_exceptions=True)
        await self.go_away()

    async def restart(self) -> None:
        """Break every connection and come back at the same address; the state is kept."""
        await self.go_away()
        await self.come_back()

    @asynccontextmanager
    async def away(self) -> AsyncIterator[None]:
        """Not there for the time of the block."""
        await self.go_away()
        try:
            yield
        finally:
            await self.come_back()

    async def go_away(self) -> None:
        """Break every connection and take no more."""
        if self._runner is None:
            return
        runner, self._runner = self._runner, None
        for connection in runner.server.connections if runner.server else ():
            if connection.transport:
                connection.transport.abort()
        await runner.cleanup()

    async def come_back(self) -> None:
        """Listen, at the same port as before if there was one."""
        runner = web.AppRunner(
            application(self.world),
            access_log=None,
            handler_cancellation=True,
            shutdown_timeout=0.1,
        )
        await runner.setup()
        await web.TCPSite(runner, HOST, self._port, reuse_address=True).start()
        self._runner = runner
        self._port = runner.addresses[0][1]
