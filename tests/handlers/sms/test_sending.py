"""What Twilio is handed of our messages by SMS."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.messages import (
    Act,
    Address,
    Author,
    Choice,
    Estimate,
    KeepsBack,
    Media,
    MediaKind,
    Outbound,
    SendError,
    Sent,
    Trouble,
)
from handlers.sms.pricing import Prices
from handlers.sms.sending import IN_QUEUE_SECONDS, Sms
from handlers.sms.writing import pages, segments
from handlers.twilio.alarms import Alarms
from handlers.twilio.calling import Calls
from handlers.twilio.client import make_client
from handlers.twilio.pacing import Pace
from handlers.twilio.sending import Sender
from tests.builders import Clock
from tests.handlers.twilio.board import Memory
from tests.handlers.twilio.server import ACCOUNT, NUMBER, SID, TOKEN, Server, refusal

BUDGET = 2
LONG = "A sentence of an answer that goes on and on. " * 24
CHOICES = (Choice("answer:yes", "Yes"), Choice("answer:no", "No"))
MESSAGE = Outbound("0192-m1", Address("sms", NUMBER), Author.BOT, "Hello", "en")
PRICES = Prices(0.08, {"+383": 0.05, "+38344": 0.061})


async def _fetched(media: Media, most: int) -> bytes:
    return f"{media.ref} {most}".encode()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """Twilio, with nothing going wrong."""
    async with Server() as serving:
        yield serving


@pytest.fixture
def sms(server: Server, clock: Clock) -> Sms:
    """The channel."""
    calls = Calls(make_client(ACCOUNT, TOKEN, api_base=server.base))
    sender = Sender(
        calls,
        Pace(1000),
        Alarms(Memory(), clock.now),
        sender="+383380000000",
        public_url="https://infoline.example",
        seconds=IN_QUEUE_SECONDS,
    )
    return Sms(sender, _fetched, PRICES, BUDGET)


def bodies(server: Server) -> list[str]:
    """The texts that were handed over."""
    return [fields["Body"] for fields in server.messages()]


async def test_a_short_message_with_its_choices(server: Server, sms: Sms) -> None:
    message = replace(MESSAGE, choices=CHOICES)
    sent = await sms.send(message)
    assert sent == Sent(f"{SID[:-4]}0001", cost=Estimate(1, 61_000))
    assert bodies(server) == list(pages(message, BUDGET))
    (fields,) = server.messages()
    assert (fields["To"], fields["From"]) == (NUMBER, "+383380000000")
    assert fields["ValidityPeriod"] == "3600"
    callback = urlsplit(fields["StatusCallback"])
    assert callback.path == "/twilio/status"
    assert parse_qs(callback.query) == {"m": [MESSAGE.id], "p": ["0"]}


async def test_the_rest_of_an_automatic_message_waits_until_it_is_asked_for(
    server: Server, sms: Sms
) -> None:
    message = replace(MESSAGE, text=LONG)
    wanted = pages(message, BUDGET)
    assert len(wanted) > 2
    sent = await sms.send(message)
    for _ in wanted[1:]:
        assert sent.provider_id
        assert (sent.more, sent.rest) == (False, True)
        message = replace(message, act=Act.CONTINUE, sent=(*message.sent, sent.provider_id))
        sent = await sms.send(message)
    assert (sent.more, sent.rest) == (False, False)
    assert bodies(server) == list(wanted)
    last = parse_qs(urlsplit(server.messages()[-1]["StatusCallback"]).query)
    assert last["p"] == [str(len(wanted) - 1)]


async def test_what_an_operator_writes_is_sent_whole(server: Server, sms: Sms) -> None:
    message = replace(MESSAGE, author=Author.OPERATOR, text=LONG * 2)
    sent = await sms.send(message)
    assert (sent.more, sent.rest) == (True, False)
    assert sent.provider_id
    sent = await sms.send(replace(message, sent=(sent.provider_id,)))
    assert (sent.more, sent.rest) == (False, False)
    assert bodies(server) == list(pages(message, BUDGET))


async def test_nothing_is_left(server: Server, sms: Sms) -> None:
    done = replace(MESSAGE, sent=(SID,))
    assert await sms.send(done) == Sent()
    assert await sms.send(replace(done, act=Act.CONTINUE)) == Sent()
    assert await sms.send(replace(done, act=Act.CLOSE_CHOICES)) == Sent()
    assert sms.estimate(done) == Estimate(0, 0)
    assert server.asked == []


@pytest.mark.parametrize(
    ("message", "code"),
    [(replace(MESSAGE, text=" \n"), "empty"),
     (replace(MESSAGE, act=Act.RETRACT, sent=(SID,)), "refused")],
)  # fmt: skip
async def test_what_cannot_be_done(server: Server, sms: Sms, message: Outbound, code: str) -> None:
    with pytest.raises(SendError) as caught:
        await sms.send(message)
    assert (caught.value.trouble, caught.value.code) == (Trouble.REFUSED, code)
    assert server.asked == []


async def test_a_refusal_is_what_the_table_says(server: Server, sms: Sms) -> None:
    server.answers.append(refusal(21610))
    with pytest.raises(SendError) as caught:
        await sms.send(MESSAGE)
    assert caught.value.trouble is Trouble.OPTED_OUT


def test_what_is_kept_back_is_known_beforehand(sms: Sms) -> None:
    assert isinstance(sms, KeepsBack)
    message = replace(MESSAGE, text=LONG)
    count = len(pages(message, BUDGET))
    kept = [sms.keeps_back(replace(message, sent=("sid",) * at)) for at in range(count)]
    assert kept == [True] * (count - 1) + [False]
    assert not sms.keeps_back(replace(message, text=LONG * 3, author=Author.OPERATOR))


async def test_the_next_page_is_estimated(sms: Sms) -> None:
    message = replace(MESSAGE, text=LONG)
    for at, page in enumerate(pages(message, BUDGET)):
        sent = ("sid",) * at
        cost = sms.estimate(replace(message, sent=sent))
        assert cost == Estimate(segments(page), 61_000 * segments(page))
        assert 0 < cost.segments <= BUDGET


@pytest.mark.parametrize(
    ("number", "micros"),
    [("+38344000001", 61_000), ("+38345000001", 50_000), ("+49301", 80_000)],
)
def test_the_longest_prefix_counts(number: str, micros: int) -> None:
    assert PRICES.of(number, 3) == Estimate(3, 3 * micros)


async def test_files_come_from_whoever_fetches_them(sms: Sms) -> None:
    assert await sms.fetch(Media(MediaKind.PHOTO, "ref"), 5) == b"ref 5"
    await sms.thinking(MESSAGE.address)
    assert (sms.name, sms.form, sms.idempotent, sms.discards) == ("sms", "short", False, True)
    assert sms.retract_within is None
