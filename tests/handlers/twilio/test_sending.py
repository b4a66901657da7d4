"""One message handed to Twilio, and every way in which that fails."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.messages import Address, Author, Outbound, SendError, Trouble
from handlers.twilio.alarms import Alarms
from handlers.twilio.calling import Calls
from handlers.twilio.client import make_client
from handlers.twilio.codes import MEANINGS
from handlers.twilio.pacing import Pace
from handlers.twilio.sending import Sender
from tests.handlers.twilio.server import (
    ACCOUNT,
    NUMBER,
    SHORT,
    SID,
    TOKEN,
    Answer,
    Server,
    refusal,
)

TEXT = "words of a person"
MESSAGE = Outbound("0192-m1", Address("sms", NUMBER), Author.BOT, TEXT, "en")
FROM = "+383380000000"
SERVICE = f"MG{'d' * 32}"
PUBLIC = "https://infoline.example/"


@pytest.fixture
def sender(calls: Calls, pace: Pace, alarms: Alarms) -> Sender:
    """The door of SMS hands over with it."""
    return Sender(calls, pace, alarms, sender=FROM, public_url=PUBLIC, seconds=3600)


async def failure(sender: Sender) -> SendError:
    """The error of a send that must fail; nothing personal is in it."""
    with pytest.raises(SendError) as caught:
        await sender.send(MESSAGE, body=TEXT)
    told = caught.value
    assert told.__cause__ is None
    assert told.__suppress_context__ or told.__context__ is None
    assert NUMBER not in f"{told!r} {told}"
    return told


async def test_a_message_is_handed_over(server: Server, sender: Sender) -> None:
    assert await sender.send(replace(MESSAGE, sent=("a", "b")), body=TEXT) == f"{SID[:-4]}0001"
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    assert (asked.user, asked.password) == (ACCOUNT, TOKEN)
    callback = urlsplit(asked.fields.pop("StatusCallback"))
    assert f"{callback.scheme}://{callback.netloc}{callback.path}" == f"{PUBLIC}twilio/status"
    assert parse_qs(callback.query) == {"m": [MESSAGE.id], "p": ["2"]}
    assert asked.fields == {"To": NUMBER, "From": FROM, "Body": TEXT, "ValidityPeriod": "3600"}


@pytest.mark.parametrize(
    ("sender", "scheme", "fields"),
    [
        (FROM, "whatsapp:", {"To": f"whatsapp:{NUMBER}", "From": f"whatsapp:{FROM}"}),
        (f"whatsapp:{FROM}", "whatsapp:",
         {"To": f"whatsapp:{NUMBER}", "From": f"whatsapp:{FROM}"}),
        (SERVICE, "", {"To": NUMBER, "MessagingServiceSid": SERVICE}),
        (SERVICE, "whatsapp:", {"To": f"whatsapp:{NUMBER}", "MessagingServiceSid": SERVICE}),
    ],
)  # fmt: skip
async def test_from_a_number_or_a_messaging_service(
    server: Server, calls: Calls, pace: Pace, alarms: Alarms, sender: str, scheme: str,
    fields: dict[str, str],
) -> None:  # fmt: skip
    handing = Sender(calls, pace, alarms, sender=sender, public_url=PUBLIC, scheme=scheme)
    await handing.send(MESSAGE, body=TEXT)
    (sent,) = server.messages()
    del sent["StatusCallback"], sent["Body"]
    assert sent == fields


async def test_reports_of_a_nudge_say_that_they_are_about_one(
    server: Server, sender: Sender
) -> None:
    assert await sender.nudge(MESSAGE, "HX1") == f"{SID[:-4]}0001"
    (sent,) = server.messages()
    callback = urlsplit(sent["StatusCallback"])
    assert parse_qs(callback.query) == {"m": [MESSAGE.id], "p": ["0"], "n": ["1"]}
    assert sent["ContentSid"] == "HX1"


@pytest.mark.parametrize("number", sorted(MEANINGS))
async def test_every_number_of_the_table(
    server: Server, sender: Sender, alarms: Alarms, number: int
) -> None:
    server.answers.append(refusal(number))
    told = await failure(sender)
    meaning = MEANINGS[number]
    assert (told.trouble, told.code) == (meaning.trouble, meaning.code)
    assert told.after == meaning.after or (told.code == "flood" and told.after)
    assert await alarms.worst() == (meaning.code if meaning.alarm else None)


@pytest.mark.parametrize(
    ("answer", "trouble", "code", "after"),
    [
        (refusal(20003, 401), Trouble.RETRY, "token_refused", 60.0),
        (Answer(401, "<html>"), Trouble.RETRY, "token_refused", 60.0),
        (Answer(403, ""), Trouble.RETRY, "token_refused", 60.0),
        (Answer(404, "nobody"), Trouble.REFUSED, "sender_refused", None),
        (Answer(400, {"message": NUMBER}), Trouble.REFUSED, "refused", None),
        (Answer(400, {"code": "many", "message": NUMBER}), Trouble.REFUSED, "refused", None),
        (Answer(499, NUMBER), Trouble.REFUSED, "refused", None),
        (refusal(39999), Trouble.REFUSED, "twilio_39999", None),
        (Answer(400, {"type": "x", "title": NUMBER, "status": 400, "code": 21610}),
         Trouble.OPTED_OUT, "opted_out", None),
        (refusal(20500, 500), Trouble.UNKNOWN, "server_error", None),
        (Answer(503, "<html>"), Trouble.UNKNOWN, "server_error", None),
        (Answer(302, "", {"Location": "http://elsewhere.example/"}), Trouble.UNKNOWN,
         "unreadable_answer", None),
        (Answer(201, f"garbage {NUMBER}"), Trouble.UNKNOWN, "unreadable_answer", None),
        (Answer(201, ["a", "list"]), Trouble.UNKNOWN, "unreadable_answer", None),
        (Answer(201, {"status": "queued"}), Trouble.UNKNOWN, "unreadable_answer", None),
        (Answer(201, {"sid": SID, "date_sent": 5}), Trouble.UNKNOWN, "unreadable_answer", None),
        (Answer(drops=True), Trouble.UNKNOWN, "timeout", None),
        (Answer(429, "", {"Retry-After": "7"}), Trouble.RETRY, "flood", 7.0),
    ],
)  # fmt: skip
async def test_what_else_goes_wrong(
    server: Server, sender: Sender, answer: Answer, trouble: Trouble, code: str,
    after: float | None,
) -> None:  # fmt: skip
    server.answers.append(answer)
    told = await failure(sender)
    assert (told.trouble, told.code) == (trouble, code)
    assert told.after == (None if after is None else pytest.approx(after, abs=0.5))
    assert len(server.asked) == 1


@pytest.mark.parametrize("seconds", [SHORT])
async def test_no_answer_in_time(server: Server, sender: Sender) -> None:
    server.answers.append(Answer(hangs=True))
    told = await failure(sender)
    assert (told.trouble, told.code) == (Trouble.UNKNOWN, "timeout")
    assert len(server.asked) == 1


async def test_nobody_listens(pace: Pace, alarms: Alarms) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{held.getsockname()[1]}"
        told = await failure(_sender(base, pace, alarms))
    assert (told.trouble, told.code) == (Trouble.RETRY, "unreachable")


@pytest.mark.parametrize("base", ["no-address", "ftp://127.0.0.1", "http://", "http://[::1"])
async def test_an_address_that_is_none(base: str, pace: Pace, alarms: Alarms) -> None:
    told = await failure(_sender(base, pace, alarms))
    assert (told.trouble, told.code) == (Trouble.RETRY, "unreachable")


async def test_a_server_that_is_not_who_it_says(
    server: Server, pace: Pace, alarms: Alarms
) -> None:
    told = await failure(_sender(server.base.replace("http:", "https:"), pace, alarms))
    assert (told.trouble, told.code) == (Trouble.UNKNOWN, "timeout")


def _sender(base: str, pace: Pace, alarms: Alarms) -> Sender:
    calls = Calls(make_client(ACCOUNT, TOKEN, api_base=base))
    return Sender(calls, pace, alarms, sender=FROM, public_url=PUBLIC)


async def test_after_a_429_nothing_is_sent_for_a_while(
    server: Server, calls: Calls, alarms: Alarms
) -> None:
    seconds = [100.0]
    pace = Pace(1000, monotonic=lambda: seconds[0], uniform=lambda *_: 1.0)
    sender = Sender(calls, pace, alarms, sender=FROM, public_url=PUBLIC)
    waits: list[float | None] = []
    for _ in range(3):
        server.answers.append(refusal(20429, 429))
        waits.append((await failure(sender)).after)
        told = await failure(sender)
        assert (told.trouble, told.code) == (Trouble.RETRY, "flood")
        seconds[0] += told.after or 0
    assert waits == [pytest.approx(0.1), pytest.approx(0.2), pytest.approx(0.4)]
    assert len(server.asked) == 3
    await sender.send(MESSAGE, body=TEXT)
    server.answers.append(refusal(20429, 429))
    assert (await failure(sender)).after == pytest.approx(0.1)


async def test_with_an_api_key(server: Server, pace: Pace, alarms: Alarms) -> None:
    client = make_client(ACCOUNT, TOKEN, api_key="SKkey", api_secret="s", api_base=server.base)
    calls = Calls(client)
    await Sender(calls, pace, alarms, sender=FROM, public_url=PUBLIC).send(MESSAGE, body=TEXT)
    calls.close()
    (asked,) = server.asked
    assert (asked.user, asked.password) == ("SKkey", "s")
    assert f"/Accounts/{ACCOUNT}/" in asked.path


async def test_the_environment_changes_no_address(
    server: Server, pace: Pace, alarms: Alarms, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TWILIO_REGION", "TWILIO_EDGE"):
        monkeypatch.setenv(name, "elsewhere")
    await _sender(server.base, pace, alarms).send(MESSAGE, body=TEXT)
    assert len(server.asked) == 1


async def test_a_key_that_is_taken_again_ends_its_alarm(
    server: Server, sender: Sender, alarms: Alarms
) -> None:
    server.answers.append(refusal(20003, 401))
    await failure(sender)
    assert await alarms.worst() == "token_refused"
    await sender.send(MESSAGE, body=TEXT)
    assert await alarms.worst() is None


async def test_nothing_personal_is_logged(
    server: Server, sender: Sender, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.answers += [refusal(21211), Answer(201, NUMBER), Answer(drops=True)]
    for _ in range(3):
        await failure(sender)
    await sender.send(MESSAGE, body=TEXT)
    said = json.dumps([record.getMessage() for record in caplog.records])
    assert "Messages.json" in said  # urllib3 speaks: the test hears what is logged
    assert not [record for record in caplog.records if record.name.startswith("twilio")]
    for secret in (NUMBER, NUMBER[1:], TEXT, "words", TOKEN):
        assert secret not in said


async def test_a_slow_answer_holds_up_nobody(server: Server, sender: Sender) -> None:
    server.answers.append(Answer(hangs=True))
    slow = asyncio.create_task(sender.send(MESSAGE, body=TEXT))
    while not server.asked:
        await asyncio.sleep(0)
    await sender.send(MESSAGE, body=TEXT)
    assert not slow.done()
    server.go_on()
    await slow
