"""What became of our messages, as Twilio calls back: in any order, more than once."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from bot.messages import Delivery, DeliveryReport, Trouble
from handlers.twilio.fields import Fields
from handlers.twilio.reading import Ignored
from handlers.twilio.signing import SIGNATURE_HEADER
from handlers.twilio.status import NOT_OURS, UNKNOWN_STATUS, read
from tests.builders import Clock
from tests.handlers.twilio.hooks import (
    PERSON,
    PUBLIC,
    SID,
    STATUS,
    Answer,
    Site,
    serving,
    signature,
)

MESSAGE = "019a1b2c-3d4e-7f00-8000-0123456789ab"
ABOUT = {"m": MESSAGE, "p": "1"}
WHERE = f"{STATUS}?m={MESSAGE}&p=1"
TAKEN = (204, "")
SENT = DeliveryReport(MESSAGE, 1, Delivery.SENT, SID)


@pytest.fixture
async def site(clock: Clock) -> AsyncIterator[Site]:
    """The webhooks at PUBLIC."""
    async with serving(clock) as made:
        yield made


def callback(status: str, **more: str) -> dict[str, str]:
    """The fields of a callback as Twilio sends them."""
    fields = {
        "SmsSid": SID,
        "SmsStatus": status,
        "MessageStatus": status,
        "To": PERSON,
        "MessageSid": SID,
        "AccountSid": "AC" + "1b" * 16,
        "From": "+38344000001",
        "ApiVersion": "2010-04-01",
    }
    return fields | more


def report(status: str, **more: str) -> DeliveryReport:
    """What is made of it."""
    found = read(Fields(callback(status, **more), ABOUT))
    assert isinstance(found, DeliveryReport)
    return found


def answered(answer: Answer) -> tuple[int, str]:
    """Status and text."""
    return answer.status, answer.text


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("accepted", Delivery.QUEUED),
        ("scheduled", Delivery.QUEUED),
        ("queued", Delivery.QUEUED),
        ("sending", Delivery.SENDING),
        ("sent", Delivery.SENT),
        ("partially_delivered", Delivery.SENT),
        ("delivered", Delivery.DELIVERED),
        ("read", Delivery.READ),
        ("READ", Delivery.READ),
    ],
)
def test_how_far_it_has_come(status: str, state: Delivery) -> None:
    assert report(status) == DeliveryReport(MESSAGE, 1, state, SID)
    # What did not fail has no trouble, whatever number stands beside it.
    assert report(status, ErrorCode="30003") == report(status)


@pytest.mark.parametrize("status", ["failed", "undelivered", "canceled"])
@pytest.mark.parametrize(
    ("number", "code", "trouble"),
    [
        ("30003", "phone_off", Trouble.RETRY),
        ("30005", "number_unknown", Trouble.DEAD),
        ("21610", "opted_out", Trouble.OPTED_OUT),
        ("63016", "window_closed", Trouble.CLOSED),
        ("63014", "blocked", Trouble.DEAD),
        ("30007", "filtered", Trouble.REFUSED),
        ("39999", "twilio_39999", Trouble.REFUSED),
        ("", "refused", Trouble.REFUSED),
        ("0", "refused", Trouble.REFUSED),
        ("None", "refused", Trouble.REFUSED),
        ("9" * 5000, "refused", Trouble.REFUSED),
    ],
)
def test_how_it_ended(status: str, number: str, code: str, trouble: Trouble) -> None:
    ended = DeliveryReport(MESSAGE, 1, Delivery.FAILED, SID, code, trouble)
    assert report(status, ErrorCode=number) == ended


def test_what_asked_the_person_to_write_is_no_part_of_the_message() -> None:
    found = read(Fields(callback("failed", ErrorCode="63024"), ABOUT | {"n": "1"}))
    assert found == DeliveryReport(
        MESSAGE, 1, Delivery.FAILED, SID, "not_on_whatsapp", Trouble.DEAD, nudge=True
    )


def test_older_names_of_the_fields() -> None:
    assert report("", SmsStatus="sent", MessageSid="") == SENT


@pytest.mark.parametrize("sid", ["", "x", "SM1"])
def test_without_an_id_of_twilios_it_is_still_about_our_message(sid: str) -> None:
    found = report("sent", MessageSid=sid, SmsSid=sid)
    assert (found.message_id, found.provider_id) == (MESSAGE, None)


@pytest.mark.parametrize(
    "about",
    [{}, {"m": MESSAGE}, {"p": "0"}, {"m": "", "p": "0"}, {"m": "a b", "p": "0"},
     {"m": "x" * 65, "p": "0"}, {"m": MESSAGE, "p": "-1"}, {"m": MESSAGE, "p": "x"},
     {"m": MESSAGE, "p": "99999"}, {"m": MESSAGE, "p": "١"}, {"m": f"{MESSAGE}\n", "p": "0"}],
)  # fmt: skip
def test_what_is_not_about_a_message_of_ours(about: dict[str, str]) -> None:
    assert read(Fields(callback("sent"), about)) == Ignored(NOT_OURS)


@pytest.mark.parametrize("status", ["", "received", "receiving", "new-in-2030"])
def test_an_unknown_status_moves_nothing(status: str) -> None:
    assert read(Fields(callback(status), ABOUT)) == Ignored(UNKNOWN_STATUS)


async def test_callbacks_are_handed_on_as_they_come(site: Site) -> None:
    for status in ("delivered", "sent", "delivered", "failed"):
        assert answered(await site.post(WHERE, callback(status))) == TAKEN
    assert [r.state for r in site.reports] == [Delivery.DELIVERED, Delivery.SENT, Delivery.FAILED]
    assert {(r.message_id, r.part) for r in site.reports} == {(MESSAGE, 1)}


async def test_what_could_not_be_stored_is_asked_for_again(site: Site) -> None:
    site.broken = True
    with capture_logs() as logs:
        answer = await site.post(WHERE, callback("sent"))
    assert (answer.status, answer.text) == (503, "")
    assert logs == [{"event": "report_not_stored", "error": "OSError", "log_level": "error"}]
    site.broken = False
    assert answered(await site.post(WHERE, callback("sent"))) == TAKEN
    assert site.reports == [SENT]


@pytest.mark.parametrize(
    ("where", "status"), [(STATUS, "sent"), (WHERE, "received"), (f"{STATUS}?m=&p=", "sent")]
)
async def test_what_is_nothing_for_us_is_taken(site: Site, where: str, status: str) -> None:
    with capture_logs() as logs:
        assert answered(await site.post(where, callback(status))) == TAKEN
    assert [log["event"] for log in logs] == ["report_ignored"]
    assert PERSON not in str(logs)
    assert site.calls == 0


async def test_the_message_in_the_address_is_signed_too(site: Site) -> None:
    other = WHERE.replace("p=1", "p=2")
    signed = signature(PUBLIC + WHERE, list(callback("failed").items()))
    answer = await site.post(other, callback("failed"), **{SIGNATURE_HEADER: signed})
    assert (answer.status, site.calls) == (403, 0)
