"""The real SDK before a small server in Twilio's place."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from handlers.twilio.alarms import Alarms
from handlers.twilio.calling import Calls
from handlers.twilio.client import make_client
from handlers.twilio.pacing import Pace
from tests.builders import Clock
from tests.handlers.twilio.board import Memory
from tests.handlers.twilio.server import ACCOUNT, PATIENCE, TOKEN, Server


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """Twilio, with nothing going wrong."""
    async with Server() as serving:
        yield serving


@pytest.fixture
def seconds() -> float:
    """How long the client waits for an answer."""
    return PATIENCE


@pytest.fixture
def calls(server: Server, seconds: float) -> Iterator[Calls]:
    """Calls to it."""
    made = Calls(make_client(ACCOUNT, TOKEN, api_base=server.base, seconds=seconds))
    yield made
    made.close()


@pytest.fixture
def pace() -> Pace:
    """No limit that a test could feel."""
    return Pace(1000)


@pytest.fixture
def board() -> Memory:
    """Nothing was heard."""
    return Memory()


@pytest.fixture
def alarms(board: Memory, clock: Clock) -> Alarms:
    """Nothing was refused."""
    return Alarms(board, clock.now)
