"""Messages over real HTTP: stored before they are taken, once, and none is lost."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from bot.messages import Address
from handlers.twilio.fields import Fields
from handlers.twilio.reading import UNREADABLE, Ignored
from handlers.twilio.receiving import message_routes
from handlers.twilio.signing import SIGNATURE_HEADER, Signatures
from tests.builders import MONDAY_MORNING, Clock
from tests.handlers.twilio.hooks import (
    JSON,
    OURS,
    PERSON,
    PUBLIC,
    SID,
    SMS,
    TOKEN,
    WHATSAPP,
    Answer,
    Site,
    json_of,
    serving,
    sms,
    whatsapp,
)
from tests.handlers.webchat.service import Service as WebServer

TAKEN = Answer(200, "text/xml", "<Response/>")
SECOND = "SM" + "2" * 32


@pytest.fixture
async def site(clock: Clock) -> AsyncIterator[Site]:
    """The webhooks at PUBLIC."""
    async with serving(clock) as made:
        yield made


async def test_each_channel_has_its_own_address(site: Site) -> None:
    assert await site.post(SMS, sms(), delivery="1") == TAKEN
    assert await site.post(WHATSAPP, whatsapp(), delivery="2") == TAKEN
    assert [(i.address, i.external_id, i.received_at, i.delivery_id) for i in site.kept] == [
        (Address("sms", PERSON), SID, MONDAY_MORNING, "1"),
        (Address("whatsapp", PERSON), SID, MONDAY_MORNING, "2"),
    ]


async def test_a_repeat_is_answered_like_the_first_and_kept_once(site: Site) -> None:
    assert await site.post(SMS, sms(), delivery="token-1") == TAKEN
    assert await site.post(SMS, sms(), delivery="token-1") == TAKEN
    assert await site.post(SMS, sms(), delivery="token-2") == TAKEN
    assert await site.post(SMS, sms(MessageSid=SECOND), delivery="token-1") == TAKEN
    assert await site.post(SMS, sms(MessageSid=SECOND)) == TAKEN
    assert [i.external_id for i in site.kept] == [SID, SECOND]


async def test_what_could_not_be_stored_is_asked_for_again(site: Site) -> None:
    site.broken = True
    with capture_logs() as logs:
        answer = await site.post(SMS, sms(Body="my secret words"))
    assert (answer.status, answer.text) == (503, "")
    assert logs == [
        {"event": "message_not_stored", "channel": "sms", "error": "OSError",
         "log_level": "error"},
    ]  # fmt: skip
    site.broken = False
    assert await site.post(SMS, sms(Body="my secret words")) == TAKEN
    assert [i.text for i in site.kept] == ["my secret words"]


@pytest.mark.parametrize(
    ("path", "fields", "reason"),
    [
        (SMS, sms(From="IPKO"), "no_number"),
        (SMS, sms(From="55155"), "no_number"),
        (SMS, sms(From=OURS), "our_number"),
        (WHATSAPP, whatsapp(From=f"whatsapp:{OURS}"), "our_number"),
    ],
)
async def test_what_is_not_for_us_is_taken_and_nobody_hears_of_it(
    site: Site, path: str, fields: dict[str, str], reason: str
) -> None:
    with capture_logs() as logs:
        assert await site.post(path, fields) == TAKEN
    channel = path.rpartition("/")[2]
    assert logs == [
        {"event": "message_ignored", "channel": channel, "reason": reason,
         "log_level": "warning"},
    ]  # fmt: skip
    assert site.calls == 0


@pytest.mark.parametrize("body", [b"[]", b"1", b"{", b"[" * 100_000, b'{"From": null}', b"{}"])
async def test_signed_nonsense_has_a_clear_answer(site: Site, body: bytes) -> None:
    target, signed = json_of(body)
    answer = await site.send(target, body, JSON | {SIGNATURE_HEADER: signed})
    assert answer == Answer(400, "text/plain", "There is no From in it.\n")
    assert (await site.post(SMS, {})).status == 400
    assert site.calls == 0


async def test_what_json_holds_beside_words_is_passed_over(site: Site) -> None:
    strange = sms() | {"NumMedia": 1, "MediaUrl0": {"a": []}, "x": None, "y": True, "Body": ["a"]}
    body = json.dumps(strange).encode()
    target, signed = json_of(body)
    assert await site.send(target, body, JSON | {SIGNATURE_HEADER: signed}) == TAKEN
    assert [(i.text, i.media) for i in site.kept] == [(None, (UNREADABLE,))]


@pytest.mark.parametrize("delivery", ["x" * 201, "a b", "é"])
async def test_a_strange_id_of_a_delivery_is_none(site: Site, delivery: str) -> None:
    assert await site.post(SMS, sms(), delivery=delivery) == TAKEN
    assert [i.delivery_id for i in site.kept] == [None]


async def test_fields_without_an_id_are_kept_once(site: Site) -> None:
    none = sms(MessageSid="", SmsMessageSid="", SmsSid="")
    assert await site.post(SMS, none) == TAKEN
    assert await site.post(SMS, none) == TAKEN
    assert [i.text for i in site.kept] == ["Hello"]


async def test_who_wrote_what_reading_fails_at_is_not_left_alone(clock: Clock, site: Site) -> None:
    def read(fields: Fields, now: datetime) -> Ignored:
        raise ArithmeticError(fields.raw("Body"), now)

    app = FastAPI()
    app.include_router(
        message_routes(
            SMS, "sms", read, accept=site.accept, signatures=Signatures(PUBLIC, [TOKEN]),
            now=clock.now,
        )
    )  # fmt: skip
    server = WebServer(app)
    await server.start()
    broken = Site(server.url, site.http)
    with capture_logs() as logs:
        assert await broken.post(SMS, sms(Body="secret"), delivery="1") == TAKEN
        assert await broken.post(SMS, sms(From="IPKO")) == TAKEN
        assert (await broken.post(SMS, sms(From=""))).status == 400
    await server.stop()
    assert [(i.external_id, i.media, i.text) for i in site.kept] == [(SID, (UNREADABLE,), None)]
    assert "secret" not in str(logs)
