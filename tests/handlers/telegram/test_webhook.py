"""The webhook: closed without the secret, and 200 only for what is stored."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from fastapi import FastAPI

from bot.bench.telegram.double.bot_api import Double
from handlers.telegram.door import TelegramDoor
from handlers.telegram.polling import TRIES
from handlers.telegram.webhook import PATH, SECRET_HEADER, routes
from tests.handlers.telegram.conftest import SECRET, Service, door_of
from tests.handlers.telegram.raw import update
from tests.handlers.webchat.service import Service as WebServer


class Site(WebServer):
    """A server whose application can be added to."""

    def __init__(self, app: FastAPI) -> None:
        """Serve ``app``."""
        super().__init__(app)
        self.app = app


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A web server without routes yet."""
    made = Site(FastAPI())
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def served(double: Double, service: Service, site: Site) -> AsyncIterator[TelegramDoor]:
    """The door in webhook mode, at an address that Telegram knows."""
    door = door_of(double, service, public_url=f"{site.url}/")
    assert door.router is not None
    site.app.include_router(door.router)
    await door.loops["telegram"]()
    yield door
    double.world.hook.set("", "", 40)
    await door.close()


async def until(service: Service, count: int) -> None:
    """Wait until so many are kept."""
    async with asyncio.timeout(20):
        while len(service.kept) < count:
            await asyncio.sleep(0)


@pytest.mark.usefixtures("served")
async def test_updates_come_and_none_is_lost_or_kept_twice(
    double: Double, service: Service
) -> None:
    double.faults.repeat = 0.3
    people = [double.person(f"P{number}") for number in range(5)]
    for number in range(50):
        people[number % 5].write(f"{number}")
    await until(service, 50)
    assert sorted(int(text or "") for text in service.texts()) == list(range(50))
    for person in people:
        own = [int(i.text or "") for i in service.kept if i.address.identifier == str(person.id)]
        assert own == sorted(own)
    assert double.world.calls.of("getUpdates") == []


@pytest.mark.usefixtures("served")
async def test_what_could_not_be_stored_comes_again(double: Double, service: Service) -> None:
    service.broken.add("one")
    double.person().write("one")
    async with asyncio.timeout(10):
        while double.world.hook.error is None:
            await asyncio.sleep(0)
    assert "503" in str(double.world.hook.error)
    assert service.kept == []
    service.broken.clear()
    await until(service, 1)
    assert service.texts() == ["one"]


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("given", [None, "", "wrong", SECRET[:-1], SECRET + "x", "ü"])
async def test_without_the_secret_nothing_is_read(
    site: Site, service: Service, given: str | None
) -> None:
    header = b"" if given is None else f"{SECRET_HEADER}: {given}\r\n".encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    # The body is announced and never sent: who waits for it never answers.
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n".encode()
    writer.write(head + header + b"\r\n")
    async with asyncio.timeout(10):
        status = await reader.readline()
    writer.close()
    assert b" 401 " in status
    assert service.kept == []


async def post(site: Site, content: bytes) -> int:
    """What Telegram is answered, with the right secret."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(site.url + PATH, data=content, headers={SECRET_HEADER: SECRET}) as answer,
    ):
        return answer.status


@pytest.mark.usefixtures("served")
async def test_what_is_stored_is_taken(site: Site, service: Service) -> None:
    assert await post(site, json.dumps(update(text="Hello")).encode()) == 200
    assert service.texts() == ["Hello"]


@pytest.mark.usefixtures("served")
async def test_what_is_not_stored_is_asked_for_again(
    site: Site, service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    service.broken.add("secret words")
    assert await post(site, json.dumps(update(text="secret words")).encode()) == 503
    assert "secret words" not in "".join(capsys.readouterr())


@pytest.mark.usefixtures("served")
async def test_one_update_that_can_never_be_stored_does_not_stop_its_person_for_ever(
    site: Site, service: Service
) -> None:
    poison = json.dumps(update(text="poison")).encode()
    service.broken.add("poison")
    assert [await post(site, poison) for _ in range(2 * TRIES)] == [503] * (2 * TRIES)
    assert service.kept == []  # nothing else can be stored either, for all we know
    other = update(text="another", message_id=9) | {"update_id": 310000002}
    assert await post(site, json.dumps(other).encode()) == 200
    assert await post(site, poison) == 200
    assert service.kept[-1].media[0].refused == "unreadable"


@pytest.mark.usefixtures("served")
async def test_an_update_that_can_be_stored_in_the_end_is(site: Site, service: Service) -> None:
    late = json.dumps(update(text="late", message_id=8)).encode()
    service.broken.add("late")
    assert await post(site, late) == 503
    other = update(text="another", message_id=9) | {"update_id": 310000002}
    assert await post(site, json.dumps(other).encode()) == 200
    assert [await post(site, late) for _ in range(TRIES - 2)] == [503] * (TRIES - 2)
    service.broken.clear()
    assert await post(site, late) == 200
    assert service.texts() == ["another", "late"]


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'"x"', b"\xff", b"[" * 100_000])
async def test_what_is_no_update_is_not_asked_for_again(
    site: Site, service: Service, content: bytes
) -> None:
    assert await post(site, content) == 200
    assert service.kept == []


@pytest.mark.usefixtures("served")
async def test_an_update_that_cannot_be_read_leaves_nobody_alone(
    site: Site, service: Service
) -> None:
    broken = update(text="x")
    del broken["message"]["date"]
    assert await post(site, json.dumps(broken).encode()) == 200
    assert service.kept[0].media[0].refused == "unreadable"


def test_a_webhook_without_a_secret_is_not_made() -> None:
    async def take(_raw: dict[str, Any]) -> None:
        """Nothing comes here."""

    with pytest.raises(ValueError, match="secret"):
        routes(take, "")


async def test_a_webhook_that_went_away_is_set_again(
    double: Double, served: TelegramDoor, service: Service
) -> None:
    url = double.world.hook.url
    double.world.hook.set("", "", 40)
    await served.loops["telegram_watch"]()
    assert service.problems()[-1] == "webhook_elsewhere"
    await served.loops["telegram"]()
    assert double.world.hook.url == url
    assert service.problems()[-1] is None
