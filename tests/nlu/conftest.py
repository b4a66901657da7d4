"""What the tests of understanding share."""

from collections.abc import AsyncIterator

import pytest

from nlu.rasa import RasaClient
from tests.nlu.model_server import TOKEN, ModelServer, serving


class Clock:
    """A monotonic clock that the test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        """Return the time in seconds."""
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until moved."""
    return Clock()


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    """A model server on loopback."""
    async with serving() as model:
        yield model


@pytest.fixture
async def client(server: ModelServer, clock: Clock) -> AsyncIterator[RasaClient]:
    """A client of that server that waits a fifth of a second."""
    rasa = RasaClient(server.url, TOKEN, timeout_s=0.2, now=clock, rest_s=5)
    yield rasa
    await rasa.close()
