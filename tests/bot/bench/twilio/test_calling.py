"""Messages sent with the real SDK: what is taken, what is refused, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from requests.exceptions import ConnectionError as NoConnectionError
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from bot.bench.double.faults import Fault
from bot.bench.twilio.double.messages import WHATSAPP
from bot.bench.twilio.double.people import Person
from bot.bench.twilio.double.refusals import SENTENCES, RefusedError
from bot.bench.twilio.double.server import SEND
from bot.bench.twilio.double.twilio import Double
from bot.bench.twilio.double.world import SMS_NUMBER, WHATSAPP_NUMBER
from tests.bot.bench.twilio.conftest import asked, client_of, refused
from tests.builders import Clock

SOMEBODY = "+38344999999"
ON_WHATSAPP = WHATSAPP + WHATSAPP_NUMBER
Say = Callable[..., Callable[[], Any]]


@pytest.fixture
def say(client: Client) -> Say:
    """Work that sends a message from the SMS number."""

    def made(**options: Any) -> Callable[[], Any]:
        whole = {"from_": SMS_NUMBER, "body": "hello", **options}
        return lambda: client.messages.create(**{k: v for k, v in whole.items() if v is not None})

    return made


async def test_an_sms_is_sent_and_arrives(say: Say, client: Client, amina: Person) -> None:
    sent = await asked(say(to=amina.number, body="hello"))
    assert (sent.sid[:2], sent.status, sent.num_segments) == ("SM", "queued", "1")
    (heard,) = amina.hears("sms")
    assert (heard.sid, heard.shown, heard.segments) == (sent.sid, "hello", 1)
    found = await asked(lambda: client.messages(sent.sid).fetch())
    assert (found.status, found.body, found.direction) == ("delivered", "hello", "outbound-api")
    assert found.date_created


@pytest.mark.parametrize(("text", "segments"), [("a" * 161, 2), ("ë" * 71, 2), ("ë" * 70, 1)])
async def test_segments_are_counted(say: Say, amina: Person, text: str, segments: int) -> None:
    sent = await asked(say(to=amina.number, body=text))
    assert int(sent.num_segments) == amina.hears()[0].segments == segments


async def test_a_messaging_service_sends_from_its_number(
    say: Say, double: Double, amina: Person
) -> None:
    sent = await asked(say(to=amina.number, from_=None, messaging_service_sid=double.service()))
    assert (sent.status, sent.from_) == ("accepted", None)
    assert amina.hears()[0].sender == SMS_NUMBER


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"to": ""}, (400, 21604)),
        ({"to": "+383"}, (400, 21211)),
        ({"to": "044123456"}, (400, 21211)),
        ({"to": SOMEBODY, "from_": None}, (400, 21603)),
        ({"to": SOMEBODY, "from_": SOMEBODY}, (400, 21606)),
        ({"to": SOMEBODY, "from_": None, "messaging_service_sid": f"MG{'0' * 32}"}, (404, 21701)),
        ({"to": f"whatsapp:{SOMEBODY}"}, (400, 21910)),
        ({"to": f"whatsapp:{SOMEBODY}", "from_": f"whatsapp:{SOMEBODY}"}, (400, 63007)),
        ({"to": SOMEBODY, "body": ""}, (400, 21602)),
        ({"to": SOMEBODY, "body": "x" * 1601}, (400, 21617)),
        ({"to": SOMEBODY, "content_sid": f"HX{'0' * 32}"}, (400, 21655)),
        ({"to": SOMEBODY, "status_callback": "nowhere"}, (400, 21609)),
    ],
)
async def test_what_is_refused(
    say: Say, double: Double, options: dict[str, Any], error: tuple[int, int]
) -> None:
    assert await refused(say(**options)) == error
    assert double.world.messages == {}


async def test_1600_characters_are_taken(say: Say, amina: Person) -> None:
    assert (await asked(say(to=amina.number, body="x" * 1600))).num_segments == "11"


async def test_whoever_has_no_right_to_call_is_refused(double: Double) -> None:
    strangers = [
        client_of(double, password="wrong"),
        client_of(double, f"SK{'0' * 32}", "wrong"),
    ]
    for client in strangers:
        work = lambda: client.messages("SM").fetch()  # noqa: B023, E731 - done at once
        assert await refused(work) == (401, 20003)
        content = lambda: client.content.v1.contents("HX").fetch()  # noqa: B023, E731 - the same
        assert await refused(content) == (401, 20003)


async def test_keys_and_both_tokens_may_call(double: Double) -> None:
    account = double.account
    old, key = account.token, account.add_key()
    new = account.prepare_token()
    for client in (client_of(double, *key), client_of(double, None, new), client_of(double)):
        assert await refused(lambda: client.messages("SM1").fetch()) == (404, 20404)  # noqa: B023
    account.promote_token()
    assert await refused(client_of(double, None, old).messages("SM1").fetch) == (401, 20003)
    assert await refused(client_of(double, None, new).messages("SM1").fetch) == (404, 20404)
    with pytest.raises(LookupError):
        account.promote_token()


async def test_a_number_that_cannot_be_reached_fails_later(
    say: Say, client: Client, amina: Person
) -> None:
    amina.fails(30003)
    sids = [(await asked(say(to=to))).sid for to in (amina.number, SOMEBODY)]
    found = [await asked(client.messages(sid).fetch) for sid in sids]
    assert [(one.status, one.error_code) for one in found] == [
        ("undelivered", 30003),
        ("undelivered", 30005),
    ]
    amina.fails(None)
    await asked(say(to=amina.number))
    assert len(amina.hears()) == 1


async def test_whatsapp_is_open_for_24_hours(
    say: Say, client: Client, double: Double, amina: Person, clock: Clock
) -> None:
    work = say(to=WHATSAPP + amina.number, from_=ON_WHATSAPP)
    assert await refused(work) == (400, 63016)
    amina.sms("an SMS opens nothing")
    assert await refused(work) == (400, 63016)
    amina.whatsapp("hello")
    clock.move(hours=23, minutes=59)
    assert (await asked(work)).num_segments == "1"
    clock.move(minutes=1)
    assert await refused(work) == (400, 63016)
    sid = double.template("Somebody answered {{1}}. Write to read it.")
    values = {"body": None, "content_sid": sid, "content_variables": '{"1": "you"}'}
    await asked(say(to=WHATSAPP + amina.number, from_=ON_WHATSAPP, **values))
    assert [heard.shown for heard in amina.hears("whatsapp")] == [
        "hello",
        "Somebody answered you. Write to read it.",
    ]
    assert [heard.shown for heard in amina.hears("sms")] == []
    double.world.late_windows = True
    late = await asked(work)
    found = await asked(client.messages(late.sid).fetch)
    assert (late.status, found.status, found.error_code) == ("queued", "failed", 63016)


async def test_a_text_is_removed_once_its_way_is_over(
    say: Say, client: Client, double: Double, amina: Person
) -> None:
    double.world.reporting.hold = True
    sent = await asked(say(to=amina.number))
    redact = lambda: client.messages(sent.sid).update(body="")  # noqa: E731 - done twice
    assert await refused(redact) == (409, 20009)
    assert await refused(client.messages(sent.sid).delete) == (409, 20009)
    double.report(double.world.messages[sent.sid], "delivered")
    other = lambda: client.messages(sent.sid).update(body="other")  # noqa: E731 - as above
    assert await refused(other) == (400, 20001)
    assert (await asked(redact)).body == ""
    assert amina.hears()[0].shown == "hello"
    inbound = amina.sms("secret")
    assert (await asked(lambda: client.messages(inbound.sid).update(body=""))).body == ""
    assert await asked(client.messages(sent.sid).delete)
    assert await refused(client.messages(sent.sid).fetch) == (404, 20404)


FELT: dict[Fault, type[Exception]] = {
    Fault.DROP_BEFORE: NoConnectionError,
    Fault.DROP_AFTER: NoConnectionError,
    Fault.TOO_MANY: TwilioRestException,
    Fault.SERVER_ERROR: TwilioRestException,
    Fault.BAD_GATEWAY: TwilioRestException,
}


@pytest.mark.parametrize("fault", Fault)
async def test_one_call_goes_wrong_and_the_next_does_not(
    say: Say, double: Double, amina: Person, fault: Fault
) -> None:
    double.mischief.next(SEND, fault)
    with pytest.raises(FELT[fault]):
        await asked(say(to=amina.number, body="one"))
    counts = fault is Fault.DROP_AFTER
    assert len(amina.hears()) == counts
    (call,) = double.world.calls.of(SEND)
    assert (call.done, call.answered) == (counts, "drop" not in fault)
    await asked(say(to=amina.number, body="two"))
    assert amina.hears()[-1].shown == "two"


@pytest.mark.parametrize("number", sorted(SENTENCES))
async def test_any_refusal_can_be_asked_for(
    say: Say, double: Double, amina: Person, number: int
) -> None:
    double.mischief.next(SEND, RefusedError(number, amina.number))
    assert await refused(say(to=amina.number)) == (SENTENCES[number][0], number)


async def test_a_restart_keeps_what_was_sent(say: Say, double: Double, amina: Person) -> None:
    await asked(say(to=amina.number, body="before"))
    base = double.base
    async with double.away():
        with pytest.raises(NoConnectionError):
            await asked(say(to=amina.number, body="meanwhile"))
    await asked(say(to=amina.number, body="after"))
    assert double.base == double.world.base == base
    assert [heard.shown for heard in amina.hears()] == ["before", "after"]
