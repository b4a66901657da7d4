"""A server on a free port of loopback that can go away and come back at the same address."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from aiohttp import web

HOST = "127.0.0.1"
Work = Callable[[], Coroutine[Any, Any, None]]


def utc_now() -> datetime:
    """The moment, aware, in UTC."""
    return datetime.now(UTC)


def drop(request: web.Request) -> web.Response:
    """Break the connection instead of answering."""
    if request.transport:
        request.transport.abort()
    return web.Response()


class Loopback:
    """Serves for the time of ``async with``; whatever state it has outlives each server."""

    def __init__(self, application: Callable[[], web.Application], beside: Work) -> None:
        """``application`` is made anew whenever the server comes back; ``beside`` runs all the
        time, until it is cancelled."""
        self._application = application
        self._beside = beside
        self._running: asyncio.Task[None] | None = None
        self._runner: web.AppRunner | None = None
        self._port = 0

    @property
    def base(self) -> str:
        """The address."""
        return f"http://{HOST}:{self._port}"

    async def __aenter__(self) -> Self:
        """Serve."""
        await self.come_back()
        self._running = asyncio.create_task(self._beside())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop serving; the state can still be looked at."""
        if self._running:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
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
            self._application(), access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        await runner.setup()
        await web.TCPSite(runner, HOST, self._port, reuse_address=True).start()
        self._runner = runner
        self._port = runner.addresses[0][1]
