"""Calls as a whole: none lasts for ever, and none outlives the process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
from twilio.rest import Client

from bot.messages import SendError, Trouble
from handlers.twilio.calling import WITHIN_SECONDS, Calls
from handlers.twilio.client import AT_ONCE, CALL_SECONDS, make_client
from handlers.whatsapp.content import WITHIN_SECONDS as FOR_BUTTONS
from tests.handlers.twilio.server import ACCOUNT, TOKEN

LEASE_SECONDS = 30


@pytest.fixture
def over() -> Iterator[threading.Event]:
    """What a slow call waits for."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def calls() -> Iterator[Calls]:
    """Calls that may last for a moment."""
    made = Calls(make_client(ACCOUNT, TOKEN), within=0.05)
    yield made
    made.close()


async def test_a_call_that_never_ends(calls: Calls, over: threading.Event) -> None:
    def slow(client: Client) -> bool:
        assert client.account_sid == ACCOUNT
        return over.wait()

    with pytest.raises(SendError) as caught:
        await calls.once(slow)
    assert (caught.value.trouble, caught.value.code) == (Trouble.UNKNOWN, "timeout")
    for within in (None, 0.01):
        with pytest.raises(SendError) as caught:
            await calls.again(slow, within)
        assert (caught.value.trouble, caught.value.code) == (Trouble.RETRY, "timeout")


async def test_as_many_at_once_as_the_outbox_sends(over: threading.Event) -> None:
    calls, together = Calls(make_client(ACCOUNT, TOKEN)), threading.Barrier(AT_ONCE)
    await asyncio.gather(*(calls.once(lambda _: together.wait(20)) for _ in range(AT_ONCE)))
    assert not over.is_set()
    calls.close()
    with pytest.raises(RuntimeError, match="shutdown"):
        await calls.once(lambda _: None)


async def test_a_fault_of_ours_is_not_taken_for_one_of_twilio(calls: Calls) -> None:
    def broken(client: Client) -> None:
        raise ZeroDivisionError(client.account_sid)

    with pytest.raises(ZeroDivisionError):
        await calls.once(broken)


def test_a_call_ends_before_the_lease_on_its_message() -> None:
    assert 2 * CALL_SECONDS < WITHIN_SECONDS
    assert FOR_BUTTONS + WITHIN_SECONDS < LEASE_SECONDS
