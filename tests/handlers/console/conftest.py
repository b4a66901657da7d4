"""A service that listens, and visitors to it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import uvicorn

from bot.app import App
from tests.builders import say
from tests.handlers.console.visitor import Visitor, hire

Visit = Callable[[str], Awaitable[Visitor]]


@pytest.fixture
async def site(app: App) -> AsyncIterator[str]:
    """The address of the service on a free port of this machine, without its loops."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app.asgi, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve([listening]))
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = server.force_exit = True
    await running


@pytest.fixture
async def stranger(app: App, site: str) -> AsyncIterator[Visitor]:
    """Somebody who is not logged in."""
    visitor = Visitor(app, site)
    yield visitor
    await visitor.http.close()


@pytest.fixture
async def visit(app: App, site: str) -> AsyncIterator[Visit]:
    """Logs in a new colleague of a role; their user name is the role."""
    visitors: list[Visitor] = []

    async def arrive(role: str, username: str | None = None) -> Visitor:
        await hire(app, username or role, role)
        visitor = Visitor(app, site)
        visitors.append(visitor)
        answer = await visitor.log_in(username or role)
        assert answer.status == 303
        return visitor

    yield arrive
    for visitor in visitors:
        await visitor.http.close()


@pytest.fixture
async def case_number(app: App) -> str:
    """A case that waits: somebody in danger wrote."""
    await say(app, "help me, they beat me")
    [row] = await app.desk.queue()
    return row.case.number
