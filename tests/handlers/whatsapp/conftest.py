"""The channel before a small server in Twilio's place."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

import pytest

from bot.messages import Media
from handlers.twilio.alarms import Alarms
from handlers.twilio.calling import Calls
from handlers.twilio.client import make_client
from handlers.twilio.pacing import Pace
from handlers.twilio.sending import Sender
from handlers.whatsapp.content import Contents
from handlers.whatsapp.pricing import Prices
from handlers.whatsapp.sending import SCHEME, Whatsapp
from tests.builders import Clock
from tests.handlers.twilio.board import Memory
from tests.handlers.twilio.server import ACCOUNT, TOKEN, Server

FROM = "+383380000000"
EN, FA = f"HX{'e' * 32}", f"HX{'f' * 32}"
LINKS = "https://infoline.example/twilio/files/{}"
TEMPLATES = {"reply_waiting": {"en": EN, "fa": FA}, "callback": {"ar": f"HX{'9' * 32}"}}


@dataclass
class Kept:
    """What is kept of contents over a restart."""

    sids: dict[str, str] = field(default_factory=dict)

    async def recall(self, key: str) -> str | None:
        """What was kept under ``key``."""
        return self.sids.get(key)

    async def remember(self, key: str, sid: str) -> None:
        """Keep it."""
        self.sids[key] = sid


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """Twilio, with nothing going wrong."""
    async with Server() as serving:
        yield serving


@pytest.fixture
def calls(server: Server) -> Iterator[Calls]:
    """Calls to it."""
    made = Calls(make_client(ACCOUNT, TOKEN, api_base=server.base))
    yield made
    made.close()


@pytest.fixture
def kept() -> Kept:
    """Nothing is kept."""
    return Kept()


@pytest.fixture
def contents(calls: Calls, kept: Kept, clock: Clock) -> Contents:
    """No content was created yet."""
    return Contents(calls, kept.recall, kept.remember, clock.now)


@pytest.fixture
def alarms(clock: Clock) -> Alarms:
    """Nothing was refused."""
    return Alarms(Memory(), clock.now)


@pytest.fixture
def whatsapp(calls: Calls, contents: Contents, alarms: Alarms, clock: Clock) -> Whatsapp:
    """The channel, with templates in English and Farsi."""
    return channel(calls, contents, alarms, clock, TEMPLATES)


def channel(
    calls: Calls,
    contents: Contents,
    alarms: Alarms,
    clock: Clock,
    templates: dict[str, dict[str, str]],
) -> Whatsapp:
    """The channel with these templates."""
    sender = Sender(
        calls,
        Pace(1000),
        alarms,
        sender=FROM,
        public_url="https://infoline.example",
        scheme=SCHEME,
    )
    prices = Prices(0.005, 0.03)
    return Whatsapp(
        sender, contents, _fetched, prices, templates=templates, link=LINKS.format, now=clock.now
    )


async def _fetched(media: Media, most: int) -> bytes:
    return f"{media.ref} {most}".encode()
