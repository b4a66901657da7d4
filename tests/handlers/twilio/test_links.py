"""Addresses of files: who may fetch what, and for how long."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientSession
from fastapi import FastAPI

from handlers.twilio.links import LASTS, LinkedFile, Links, file_routes, short_name
from tests.builders import Clock
from tests.handlers.console.site import Site

PUBLIC = "https://infoline.example"
FILE = LinkedFile(b"%PDF-1.7 canary-5d20", "application/pdf", "Your form (2).pdf")


@pytest.fixture
def links(clock: Clock) -> Links:
    """Addresses of this deployment."""
    return Links("a-secret", f"{PUBLIC}/", clock.now)


@pytest.fixture
def asked() -> list[str]:
    """The ids that somebody opened."""
    return []


@pytest.fixture
async def http(links: Links, asked: list[str]) -> AsyncIterator[ClientSession]:
    """A client of the service; one file is on its way."""

    async def open_file(file_id: str) -> LinkedFile | None:
        asked.append(file_id)
        return FILE if file_id == "f1" else None

    asgi = FastAPI()
    asgi.include_router(file_routes(links, open_file))
    site = Site(asgi)
    await site.start()
    async with ClientSession(site.address) as session:
        yield session
    await site.stop()


def path(url: str) -> str:
    """What is asked of the service."""
    assert url.startswith(f"{PUBLIC}/twilio/files/")
    return url.removeprefix(PUBLIC)


async def test_the_file_is_given_as_what_it_is(http: ClientSession, links: Links) -> None:
    for verb, content in (("HEAD", b""), ("GET", FILE.content), ("GET", FILE.content)):
        async with http.request(verb, path(links.to("f1"))) as answer:
            assert (answer.status, await answer.read()) == (200, content)
            assert answer.headers["Content-Type"] == "application/pdf"
            assert answer.headers["Content-Length"] == str(len(FILE.content))
            shown = 'inline; filename="Your-form-2.pdf"'
            assert answer.headers["Content-Disposition"] == shown
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Cache-Control"] == "private, no-store"


async def test_it_runs_out_after_an_hour(
    http: ClientSession, links: Links, clock: Clock, asked: list[str]
) -> None:
    url = path(links.to("f1"))
    clock.moment += LASTS - (LASTS / 3600)
    async with http.get(url) as answer:
        assert answer.status == 200
    clock.moment += LASTS / 3600
    async with http.get(url) as answer:
        assert answer.status == 404
    assert asked == ["f1"]
    async with http.get(path(links.to("f1"))) as answer:
        assert answer.status == 200


def forged(links: Links, clock: Clock) -> list[str]:
    """Addresses that we never made."""
    url = path(links.to("f1"))
    until, signature = (parse_qs(urlsplit(url).query)[name][0] for name in ("until", "sig"))
    later = int(until) + 1
    other = path(Links("another-secret", PUBLIC, clock.now).to("f1"))
    plain = "/twilio/files/f1"
    return [
        plain,
        f"{plain}?until={until}",
        f"{plain}?until={until}&sig=",
        f"{plain}?until={later}&sig={signature}",
        f"{plain}?until={until}&sig={signature[:-1]}",
        f"{plain}?until={until}&sig={signature.upper()}",
        f"{plain}?until={until}&sig={'%C3%A9' * 32}",
        f"{plain}?until=%D9%A1{until}&sig={signature}",
        f"/twilio/files/f2?until={until}&sig={signature}",
        f"/twilio/files/f1%7C{until[:3]}?until={until[3:]}&sig={signature}",
        other,
    ]


async def test_nothing_is_opened_without_our_signature(
    http: ClientSession, links: Links, clock: Clock, asked: list[str]
) -> None:
    answers = []
    for url in forged(links, clock):
        async with http.get(url) as answer:
            answers.append((answer.status, await answer.read()))
    assert answers == [(404, b"")] * len(answers)
    assert asked == []


async def test_what_is_not_on_its_way_is_answered_the_same(
    http: ClientSession, links: Links, asked: list[str]
) -> None:
    async with http.get(path(links.to("f2"))) as answer:
        assert (answer.status, await answer.read()) == (404, b"")
    assert asked == ["f2"]


async def test_nothing_can_be_posted_there(http: ClientSession, links: Links) -> None:
    async with http.post(path(links.to("f1")), data=b"x") as answer:
        assert answer.status == 405


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("form.pdf", "form.pdf"),
        ("Your form, filled in for us.pdf", "Your-form-fill.pdf"),
        ("نموذج.pdf", "file.pdf"),
        ('a".html\r\nX: y.pdf', "a-html-X-y.pdf"),
        ("form.p df", "form.bin"),
        ("", "file.bin"),
    ],
)
def test_names_are_short_and_plain(name: str, short: str) -> None:
    assert short_name(name) == short
