"""Recordings as a provider fetches them, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession
from fastapi import FastAPI

from bot.store.database import Store
from handlers.voice.audio import routes
from tests.bot.shelves import library, record
from tests.bot.sounds import tone
from tests.handlers.console.site import Site


@pytest.fixture
async def http(sqlite_store: Store) -> AsyncIterator[ClientSession]:
    """Somebody who asks a service that has nothing but this route."""
    asgi = FastAPI()
    asgi.include_router(routes(library(sqlite_store).recorded.sound))
    site = Site(asgi)
    await site.start()
    async with ClientSession(site.address) as session:
        yield session
    await site.stop()


async def test_a_recording_may_be_kept_for_ever(sqlite_store: Store, http: ClientSession) -> None:
    [kept] = await record(sqlite_store, "sq", "Po", content=tone(1))
    async with http.get(f"/twilio/voice/audio/{kept}") as answer:
        assert answer.status == 200
        assert await answer.read() == tone(1)
        assert answer.headers["content-type"] == "audio/wav"
        assert answer.headers["etag"] == f'"{kept}"'
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_only_what_is_asked_for_is_sent(sqlite_store: Store, http: ClientSession) -> None:
    [kept] = await record(sqlite_store, "sq", "Po", content=tone(1))
    path = f"/twilio/voice/audio/{kept}"
    async with http.head(path) as answer:
        assert answer.status == 200
        assert int(answer.headers["content-length"]) == len(tone(1))
        assert await answer.read() == b""
    for tag, status in ((f'"{kept}"', 304), (f'W/"{kept}", "x"', 304), ("*", 304), ('"x"', 200)):
        async with http.get(path, headers={"If-None-Match": tag}) as answer:
            assert answer.status == status, tag
            assert answer.headers["etag"] == f'"{kept}"'


@pytest.mark.parametrize(
    "name", ["0193", "x" * 36, "..%2f..%2fetc", "01930000-0000-7000-8000-000000000000"]
)
async def test_what_is_not_there_is_not_kept_in_mind(http: ClientSession, name: str) -> None:
    async with http.get(f"/twilio/voice/audio/{name}") as answer:
        assert answer.status == 404
        assert answer.headers.get("cache-control", "no-store") == "no-store"
        assert await answer.read() in (b"", b'{"detail":"Not Found"}')


async def test_nothing_is_put_there(sqlite_store: Store, http: ClientSession) -> None:
    [kept] = await record(sqlite_store, "sq", "Po")
    for method in ("POST", "PUT", "DELETE"):
        async with http.request(method, f"/twilio/voice/audio/{kept}") as answer:
            assert answer.status == 405
