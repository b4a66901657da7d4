"""What is reported of a message: to its own address, in any order, before or after the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from requests.exceptions import ConnectionError as NoConnectionError
from twilio.rest import Client

from bot.bench.double.faults import Fault
from bot.bench.twilio.double.messages import WHATSAPP
from bot.bench.twilio.double.people import Person
from bot.bench.twilio.double.server import SEND
from bot.bench.twilio.double.twilio import Double
from bot.bench.twilio.double.world import SMS_NUMBER, WHATSAPP_NUMBER
from tests.bot.bench.twilio.conftest import PUBLIC, Receiver, asked

STATUS = "/twilio/status?m=01926&p=0"


@pytest.fixture
def sends(client: Client, amina: Person) -> Callable[[], Any]:
    """Work that sends an SMS which is reported on."""
    ends = {"to": amina.number, "from_": SMS_NUMBER}
    return lambda: client.messages.create(body="hello", status_callback=PUBLIC + STATUS, **ends)


async def test_each_state_is_reported_signed_to_the_messages_own_address(
    double: Double, receiver: Receiver, sends: Callable[[], Any]
) -> None:
    sent = await asked(sends)
    await double.settle()
    assert receiver.states() == ["sent", "delivered"]
    assert {(one.path, one.right) for one in receiver.got} == {(STATUS, True)}
    assert {one.form["MessageSid"] for one in receiver.got} == {sent.sid}


async def test_whatsapp_is_read(
    double: Double, client: Client, receiver: Receiver, amina: Person
) -> None:
    amina.whatsapp("hello")
    work = lambda: client.messages.create(  # noqa: E731 - done once
        to=WHATSAPP + amina.number,
        from_=WHATSAPP + WHATSAPP_NUMBER,
        body="hi",
        status_callback=PUBLIC + STATUS,
    )
    await asked(work)
    await double.settle()
    assert receiver.states() == ["sent", "delivered", "read"]
    assert receiver.got[-1].form["EventType"] == "READ"


async def test_what_fails_says_why_and_only_at_its_end(
    double: Double, receiver: Receiver, amina: Person, sends: Callable[[], Any]
) -> None:
    amina.fails(30003)
    await asked(sends)
    await double.settle()
    codes = [(one.form["MessageStatus"], one.form.get("ErrorCode")) for one in receiver.got]
    assert codes == [("sent", None), ("undelivered", "30003")]


async def test_reports_come_twice_and_in_any_order(
    double: Double, client: Client, receiver: Receiver, sends: Callable[[], Any]
) -> None:
    double.world.reporting.shuffle, double.world.reporting.repeat = True, 1.0
    sids = [(await asked(sends)).sid for _ in range(8)]
    await double.settle()
    states = [
        tuple(g.form["MessageStatus"] for g in receiver.got if g.form["MessageSid"] == sid)
        for sid in sids
    ]
    forwards, backwards = ("sent", "sent", "delivered", "delivered"), ("delivered",) * 2
    assert set(states) == {forwards, (*backwards, "sent", "sent")}
    found = [await asked(client.messages(sid).fetch) for sid in sids]
    assert {one.status for one in found} == {"delivered"}


async def test_a_report_may_come_before_the_answer(
    double: Double, receiver: Receiver, sends: Callable[[], Any]
) -> None:
    double.world.reporting.early = 1.0
    sent = await asked(sends)
    await double.settle()
    assert (sent.status, receiver.states()) == ("queued", ["sent", "delivered"])
    assert [one.answered for one in receiver.got] == [0, 1]


async def test_a_message_whose_answer_was_lost_is_reported_all_the_same(
    double: Double, receiver: Receiver, amina: Person, sends: Callable[[], Any]
) -> None:
    double.mischief.next(SEND, Fault.DROP_AFTER)
    with pytest.raises(NoConnectionError):
        await asked(sends)
    await double.settle()
    assert receiver.states() == ["sent", "delivered"]
    assert receiver.got[0].form["MessageSid"] == amina.hears()[0].sid


async def test_reports_wait_for_a_hand(
    double: Double, receiver: Receiver, sends: Callable[[], Any]
) -> None:
    double.world.reporting.hold = True
    message = double.world.messages[(await asked(sends)).sid]
    await double.settle()
    assert receiver.got == []
    for state in ("delivered", "sent"):
        double.report(message, state)
    await double.settle()
    assert (receiver.states(), message.status) == (["delivered", "sent"], "delivered")
