"""What Twilio is handed of our messages by WhatsApp, and when."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.messages import (
    Act,
    Address,
    Author,
    Choice,
    Estimate,
    Media,
    MediaKind,
    Outbound,
    SendError,
    Sent,
    Trouble,
)
from handlers.twilio.alarms import Alarms
from handlers.twilio.calling import Calls
from handlers.whatsapp.content import Contents
from handlers.whatsapp.sending import Whatsapp
from handlers.whatsapp.writing import parts
from tests.builders import Clock
from tests.handlers.twilio.server import CONTENT, NUMBER, SID, Answer, Server, refusal
from tests.handlers.whatsapp.conftest import EN, FA, FROM, TEMPLATES, channel

CHOICES = (Choice("answer:yes", "Yes"), Choice("answer:no", "No"))
LONG = "A sentence of an answer that goes on and on. " * 60


@pytest.fixture
def message(clock: Clock) -> Outbound:
    """A message to somebody who wrote a minute ago."""
    heard = clock.now() - timedelta(minutes=1)
    address = Address("whatsapp", NUMBER)
    return Outbound("0192-m1", address, Author.BOT, "Hello", "en", last_heard=heard)


async def failure(whatsapp: Whatsapp, message: Outbound) -> tuple[Trouble, str]:
    """Why a send fails."""
    with pytest.raises(SendError) as caught:
        await whatsapp.send(message)
    assert NUMBER not in f"{caught.value!r}"
    return caught.value.trouble, caught.value.code


async def test_a_text(server: Server, whatsapp: Whatsapp, message: Outbound) -> None:
    assert await whatsapp.send(message) == Sent(f"{SID[:-4]}0001", cost=Estimate(0, 5_000))
    (fields,) = server.messages()
    callback = urlsplit(fields.pop("StatusCallback"))
    assert parse_qs(callback.query) == {"m": [message.id], "p": ["0"]}
    assert fields == {"To": f"whatsapp:{NUMBER}", "From": f"whatsapp:{FROM}", "Body": "Hello"}


async def test_choices_are_buttons_below_the_text(
    server: Server, whatsapp: Whatsapp, message: Outbound
) -> None:
    await whatsapp.send(replace(message, choices=CHOICES))
    (content,), (fields,) = server.contents(), server.messages()
    assert content["types"]["twilio/quick-reply"]["actions"] == [
        {"type": "QUICK_REPLY", "title": "Yes", "id": "answer:yes"},
        {"type": "QUICK_REPLY", "title": "No", "id": "answer:no"},
    ]
    assert fields["ContentSid"] == f"{CONTENT[:-4]}0001"
    assert json.loads(fields["ContentVariables"]) == {"1": "Hello"}
    assert "Body" not in fields


async def test_a_long_text_above_buttons_travels_in_values(
    server: Server, whatsapp: Whatsapp, message: Outbound
) -> None:
    text = "word " * 150
    await whatsapp.send(replace(message, text=text, choices=CHOICES))
    (content,), (fields,) = server.contents(), server.messages()
    assert content["types"]["twilio/quick-reply"]["body"] == "{{1}} {{2}} {{3}}"
    shown = json.loads(fields["ContentVariables"])
    assert " ".join(shown[str(n)] for n in (1, 2, 3)) == text.strip()


async def test_a_long_message_in_parts(
    server: Server, whatsapp: Whatsapp, message: Outbound
) -> None:
    message = replace(message, text=LONG, choices=CHOICES)
    wanted = parts(message)
    for at in range(len(wanted)):
        sent = await whatsapp.send(message)
        assert sent.provider_id
        assert (sent.more, sent.rest) == (at < len(wanted) - 1, False)
        message = replace(message, sent=(*message.sent, sent.provider_id))
    assert await whatsapp.send(message) == Sent()
    handed = server.messages()
    assert [fields["Body"] for fields in handed[:-1]] == [part.text for part in wanted[:-1]]
    assert "ContentSid" in handed[-1]
    assert [parse_qs(urlsplit(f["StatusCallback"]).query)["p"] for f in handed] == [
        [str(at)] for at in range(len(wanted))
    ]


@pytest.mark.parametrize(
    "answer",
    [refusal(92004), Answer(500, ""), Answer(drops=True), Answer(201, "garbage"),
     Answer(201, {"status": "x"})],
)  # fmt: skip
async def test_what_has_no_content_goes_out_with_numbers(
    server: Server, whatsapp: Whatsapp, message: Outbound, alarms: Alarms, answer: Answer
) -> None:
    server.answers.append(answer)
    message = replace(message, choices=CHOICES)
    assert (await whatsapp.send(message)).provider_id
    (fields,) = server.messages()
    assert fields["Body"] == "Hello\n\n1 Yes\n2 No"
    assert await alarms.worst() is None


async def test_choices_that_fit_nothing_are_numbers(
    server: Server, whatsapp: Whatsapp, message: Outbound
) -> None:
    wide = (Choice("answer:1", "A label that is longer than a list shows"),)
    await whatsapp.send(replace(message, choices=wide))
    assert server.contents() == []
    assert server.messages()[0]["Body"].endswith(f"\n\n1 {wide[0].label}")


@pytest.mark.parametrize(("number", "again"), [(21655, 2), (21656, 1), (63021, 1)])
async def test_buttons_that_are_refused_are_numbers(
    server: Server, whatsapp: Whatsapp, message: Outbound, alarms: Alarms, number: int, again: int
) -> None:
    message = replace(message, choices=CHOICES)
    server.answers += [Answer(201, {"sid": CONTENT}), refusal(number)]
    assert (await whatsapp.send(message)).provider_id
    first, second = server.messages()
    assert first["ContentSid"] == CONTENT
    assert second["Body"] == "Hello\n\n1 Yes\n2 No"
    assert "ContentSid" not in second
    assert await alarms.worst() is None
    await whatsapp.send(message)
    assert len(server.contents()) == again


@pytest.mark.parametrize(
    ("answer", "trouble", "code"),
    [
        (refusal(21610), Trouble.OPTED_OUT, "opted_out"),
        (refusal(63016), Trouble.CLOSED, "window_closed"),
        (refusal(63024), Trouble.DEAD, "not_on_whatsapp"),
        (Answer(drops=True), Trouble.UNKNOWN, "timeout"),
        (Answer(500, ""), Trouble.UNKNOWN, "server_error"),
        (refusal(20003, 401), Trouble.RETRY, "token_refused"),
    ],
)
async def test_nothing_is_sent_twice_because_of_buttons(
    server: Server, whatsapp: Whatsapp, message: Outbound, answer: Answer, trouble: Trouble,
    code: str,
) -> None:  # fmt: skip
    server.answers += [Answer(201, {"sid": CONTENT}), answer]
    found = await failure(whatsapp, replace(message, choices=CHOICES))
    assert found == (trouble, code)
    assert len(server.messages()) == 1


@pytest.mark.parametrize(
    ("language", "template"), [("fa", FA), ("en", EN), ("ar", EN), ("sq", EN)]
)
@pytest.mark.parametrize("never", [True, False])
async def test_after_a_day_the_person_is_asked_to_write(
    server: Server, whatsapp: Whatsapp, message: Outbound, clock: Clock, language: str,
    template: str, *, never: bool,
) -> None:  # fmt: skip
    heard = None if never else clock.now() - timedelta(hours=24)
    message = replace(message, language=language, choices=CHOICES, last_heard=heard)
    assert await failure(whatsapp, message) == (Trouble.NUDGED, "window_closed")
    (fields,) = server.messages()
    assert fields == {
        "To": f"whatsapp:{NUMBER}", "From": f"whatsapp:{FROM}", "ContentSid": template,
        "StatusCallback": f"https://infoline.example/twilio/status?m={message.id}&p=0&n=1",
    }  # fmt: skip
    assert server.contents() == []
    assert await failure(whatsapp, replace(message, nudged=True)) == (
        Trouble.CLOSED,
        "window_closed",
    )
    assert len(server.messages()) == 1


@pytest.mark.parametrize(
    "templates", [{}, {"reply_waiting": {"fa": FA}}, {"callback": {"en": EN}}]
)
async def test_without_a_template_in_their_language_or_english_it_is_closed(
    server: Server, calls: Calls, contents: Contents, alarms: Alarms, clock: Clock,
    message: Outbound, templates: dict[str, dict[str, str]],
) -> None:  # fmt: skip
    whatsapp = channel(calls, contents, alarms, clock, templates)
    message = replace(message, last_heard=None)
    assert await failure(whatsapp, message) == (Trouble.CLOSED, "window_closed")
    assert whatsapp.estimate(message) == Estimate(0, 0)
    assert server.asked == []


@pytest.mark.parametrize(("minutes", "is_open"), [(0, True), (1438, True), (1439, False)])
async def test_the_window_ends_a_minute_early(
    whatsapp: Whatsapp, message: Outbound, clock: Clock, minutes: int, *, is_open: bool
) -> None:
    message = replace(message, last_heard=clock.now() - timedelta(minutes=minutes))
    if is_open:
        assert (await whatsapp.send(message)).provider_id
    else:
        assert await failure(whatsapp, message) == (Trouble.NUDGED, "window_closed")


@pytest.mark.parametrize(
    ("answer", "trouble", "code", "alarm"),
    [
        (refusal(63040), Trouble.CLOSED, "template_refused", "template_refused"),
        (refusal(63024), Trouble.DEAD, "not_on_whatsapp", None),
        (Answer(drops=True), Trouble.RETRY, "timeout", None),
        (Answer(500, ""), Trouble.RETRY, "server_error", None),
    ],
)
async def test_a_template_that_is_not_taken(
    server: Server, whatsapp: Whatsapp, message: Outbound, alarms: Alarms, answer: Answer,
    trouble: Trouble, code: str, alarm: str | None,
) -> None:  # fmt: skip
    server.answers.append(answer)
    assert await failure(whatsapp, replace(message, last_heard=None)) == (trouble, code)
    assert await alarms.worst() == alarm


def test_what_it_costs(whatsapp: Whatsapp, message: Outbound) -> None:
    assert whatsapp.estimate(message) == Estimate(0, 5_000)
    assert whatsapp.estimate(replace(message, sent=(SID,))) == Estimate(0, 0)
    closed = replace(message, last_heard=None)
    assert whatsapp.estimate(closed) == Estimate(0, 35_000)
    assert whatsapp.estimate(replace(closed, nudged=True)) == Estimate(0, 0)
    assert set(TEMPLATES["reply_waiting"]) == {"en", "fa"}


async def test_what_cannot_be_done(server: Server, whatsapp: Whatsapp, message: Outbound) -> None:
    assert await failure(whatsapp, replace(message, text=" ")) == (Trouble.REFUSED, "empty")
    retract = replace(message, act=Act.RETRACT, sent=(SID,))
    assert await failure(whatsapp, retract) == (Trouble.REFUSED, "refused")
    for act in (Act.CLOSE_CHOICES, Act.CONTINUE):
        assert await whatsapp.send(replace(message, act=act, sent=(SID,))) == Sent()
    assert server.asked == []


async def test_files_come_from_whoever_fetches_them(whatsapp: Whatsapp, message: Outbound) -> None:
    assert await whatsapp.fetch(Media(MediaKind.VOICE, "ref"), 5) == b"ref 5"
    await whatsapp.thinking(message.address)
    assert (whatsapp.name, whatsapp.form) == ("whatsapp", "full")
    assert (whatsapp.idempotent, whatsapp.discards, whatsapp.retract_within) == (False, True, None)
