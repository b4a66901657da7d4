"""Live pages: a change is told at once, a silence is alive, an ended login ends the stream."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import StreamReader

from bot.app import App
from handlers.console import live
from tests.builders import Clock, address, say
from tests.handlers.console.conftest import Visit
from tests.handlers.console.visitor import Visitor

PATIENCE = 10


@asynccontextmanager
async def listening(visitor: Visitor, path: str, **headers: str) -> AsyncIterator[StreamReader]:
    """An open stream of events."""
    async with visitor.http.get(path, headers=headers) as answer:
        assert answer.status == 200
        assert answer.content_type == "text/event-stream"
        assert answer.headers["Cache-Control"] == "no-store"
        yield answer.content


async def block(stream: StreamReader) -> str:
    """The next block of a stream."""
    async with asyncio.timeout(PATIENCE):
        return (await stream.readuntil(b"\n\n")).decode()


async def version(visitor: Visitor, path: str) -> str:
    """What a page says it has seen."""
    found = re.search('data-version="([0-9a-f]+)"', (await visitor.get(path)).text)
    assert found is not None
    return found[1]


async def test_the_queue_tells_what_came(app: App, visit: Visit) -> None:
    visitor = await visit("operator")
    seen = await version(visitor, "/console/queue/rows")
    async with listening(visitor, f"/console/events?seen={seen}") as stream:
        assert await block(stream) == "retry: 3000\n\n"
        await say(app, "help me, they beat me")
        told = await block(stream)
        assert "event: changed" in told
    now = await version(visitor, "/console/queue/rows")
    assert f"id: {now}\n" in told
    assert now != seen


async def test_what_changed_before_the_page_listened_is_told_at_once(
    app: App, visit: Visit, case_number: str
) -> None:
    visitor = await visit("operator")
    seen = await version(visitor, "/console/queue/rows")
    await say(app, "she is bleeding and dying, help", to=address("second"))
    for path, headers in (
        (f"/console/events?seen={seen}", {}),
        ("/console/events", {"Last-Event-ID": seen}),
        (f"/console/cases/{case_number}/events?seen=old", {}),
    ):
        async with listening(visitor, path, **headers) as stream:
            await block(stream)
            assert "event: changed" in await block(stream)


async def test_a_case_tells_what_the_caller_wrote(
    app: App, visit: Visit, case_number: str
) -> None:
    visitor = await visit("operator")
    case = f"/console/cases/{case_number}"
    await visitor.send(f"{case}/claim")
    seen = await version(visitor, f"{case}/live")
    async with listening(visitor, f"{case}/events?seen={seen}") as stream:
        await block(stream)
        await say(app, "thank you")
        assert "event: changed" in await block(stream)
    assert "thank you" in (await visitor.get(f"{case}/live")).words


async def test_silence_is_alive_until_the_login_ends(
    visit: Visit, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.05)
    visitor = await visit("operator")
    seen = await version(visitor, "/console/queue/rows")
    async with listening(visitor, f"/console/events?seen={seen}") as stream:
        await block(stream)
        assert await block(stream) == ": still here\n\n"
        clock.move(hours=11)
        async with asyncio.timeout(PATIENCE):
            rest = await stream.read()
    assert rest.replace(b": still here\n\n", b"") == b""


async def test_no_stream_for_a_case_that_is_not_there(visit: Visit) -> None:
    answer = await (await visit("operator")).get("/console/cases/K-000000/events")
    assert answer.status == 404
