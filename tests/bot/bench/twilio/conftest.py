"""A double with the test clock, a real client of the SDK, and somebody's webhook."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import pytest
from aiohttp import web
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from bot.bench.twilio.double.people import Person
from bot.bench.twilio.double.server import SEND
from bot.bench.twilio.double.twilio import Double
from tests.builders import Clock

PUBLIC = "https://infoline.test"
T = TypeVar("T")


@pytest.fixture
async def double(clock: Clock) -> AsyncIterator[Double]:
    """Serving, with nothing going wrong, and without pauses between repeats."""
    async with Double(now=clock.now, pauses=(0.0,) * 5) as serving:
        yield serving


def client_of(double: Double, user: str | None = None, password: str | None = None) -> Client:
    """A client that speaks to ``double``, with the auth token unless others are given."""
    account = double.account
    client = Client(user or account.sid, password or account.token, account.sid)
    client.api.base_url = client.content.base_url = double.base
    return client


@pytest.fixture
def client(double: Double) -> Client:
    """The account's client."""
    return client_of(double)


@pytest.fixture
def amina(double: Double) -> Person:
    """A phone."""
    return double.person()


async def asked(work: Callable[[], T]) -> T:
    """Do ``work``, which blocks, beside the double."""
    return await asyncio.to_thread(work)


async def refused(work: Callable[[], object]) -> tuple[int, int]:
    """Status and code with which Twilio refuses ``work``."""
    with pytest.raises(TwilioRestException) as error:
        await asked(work)
    assert isinstance(error.value.code, int)
    return error.value.status, error.value.code


@dataclass(frozen=True)
class Got:
    """One post; ``right`` says that its signature is. ``answered`` is how many messages had been
    answered by then."""

    path: str
    form: Mapping[str, str]
    token: str
    right: bool
    answered: int


@dataclass
class Receiver:
    """Somebody's service behind PUBLIC. The first answers are ``statuses``, every other one 204;
    0 breaks the connection."""

    double: Double
    statuses: list[int] = field(default_factory=list)
    got: list[Got] = field(default_factory=list)
    base: str = ""

    async def take(self, request: web.Request) -> web.Response:
        """One post."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        signature = request.headers.get("X-Twilio-Signature", "")
        validator = RequestValidator(self.double.account.token)
        right = validator.validate(f"{PUBLIC}{request.path_qs}", form, signature)
        token = request.headers.get("I-Twilio-Idempotency-Token", "")
        answered = len(self.double.world.calls.of(SEND))
        self.got.append(Got(request.path_qs, form, token, right, answered))
        status = self.statuses.pop(0) if self.statuses else 204
        if not status and request.transport:
            request.transport.abort()
        return web.Response(status=status or 204)

    def bodies(self) -> list[str]:
        """The texts that came in."""
        return [one.form["Body"] for one in self.got if "Body" in one.form]

    def states(self) -> list[str]:
        """The states that were reported."""
        return [one.form["MessageStatus"] for one in self.got if "MessageStatus" in one.form]


@pytest.fixture
async def receiver(double: Double) -> AsyncIterator[Receiver]:
    """Listening on loopback; posts are repeated as often as Twilio may."""
    made = Receiver(double)
    app = web.Application()
    app.router.add_post("/{path:.*}", made.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    double.calls_back(PUBLIC, made.base, "rc=5&rp=all")
    yield made
    await runner.cleanup()
