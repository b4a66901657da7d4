"""What asks the person to write may fail too: then the message that waits for it must not."""

from __future__ import annotations

from typing import Any

import pytest

from bot.app import App, build
from bot.config import Settings
from bot.messages import Author, Delivery, Outbound, SendError, Sent, Trouble
from bot.store.database import Store
from tests.bot.phones import WHATSAPP, Phones
from tests.builders import Clock

FAILED = Delivery.FAILED
NOT_TAKEN: dict[str, Any] = {"code": "content_refused", "trouble": Trouble.REFUSED, "nudge": True}


def nudged(sid: str) -> SendError:
    """The door asked the person to write."""
    return SendError(Trouble.NUDGED, "window_closed", provider_id=sid)


@pytest.fixture
def phones(app: App) -> Phones:
    """A service with doors for phones."""
    return Phones(app)


@pytest.fixture
def anywhere(store: Store, settings: Settings, clock: Clock) -> Phones:
    """The same on each kind of database."""
    return Phones(build(settings, store, clock.now))


async def waiting(phones: Phones, clock: Clock, sid: str = "WA0") -> str:
    """A colleague's answer that waits until the person writes; WhatsApp knows the nudge."""
    await phones.heard(clock.now())
    clock.move(days=2)
    phones.whatsapp.outcomes = [nudged(sid)]
    message_id = await phones.answer(where=WHATSAPP, author=Author.OPERATOR)
    await phones.send()
    assert len(phones.whatsapp.called) == 1
    return message_id


async def test_people_are_called_at_once(anywhere: Phones, clock: Clock) -> None:
    message_id = await waiting(anywhere, clock)
    clock.move(minutes=1)
    assert await anywhere.report(message_id, FAILED, sid="WA0", **NOT_TAKEN)
    assert not await anywhere.report(message_id, FAILED, sid="WA0", **NOT_TAKEN)
    assert await anywhere.status(message_id) == FAILED
    told = [one for one in await anywhere.events(WHATSAPP) if one.kind == "send_trouble"]
    assert [one.params["code"] for one in told] == ["content_refused"]
    case = await anywhere.case(WHATSAPP)
    assert case
    assert case.reason == "not_delivered"
    assert (await anywhere.contact(WHATSAPP)).status == "active"
    assert await anywhere.send() == 0


async def test_or_it_goes_out_as_an_sms(anywhere: Phones, clock: Clock) -> None:
    anywhere.sms_instead = True
    message_id = await waiting(anywhere, clock)
    assert await anywhere.report(message_id, FAILED, sid="WA0", **NOT_TAKEN)
    assert await anywhere.send() == 1
    assert [one.id for one in anywhere.sms.taken] == [message_id]
    assert not await anywhere.report(message_id, FAILED, sid="WA0", **NOT_TAKEN)
    assert await anywhere.status(message_id) == Delivery.SENT
    assert await anywhere.case(WHATSAPP) is None


@pytest.mark.parametrize(
    ("trouble", "status"), [(Trouble.DEAD, "dead"), (Trouble.OPTED_OUT, "opted_out")]
)
async def test_whom_nothing_reaches_gets_no_sms_either(
    phones: Phones, clock: Clock, trouble: Trouble, status: str
) -> None:
    phones.sms_instead = True
    message_id = await waiting(phones, clock)
    await phones.report(message_id, FAILED, sid="WA0", code="x", trouble=trouble, nudge=True)
    assert await phones.status(message_id) == FAILED
    assert (await phones.contact(WHATSAPP)).status == status
    assert await phones.send() == 0


@pytest.mark.parametrize("state", [Delivery.QUEUED, Delivery.SENT, Delivery.DELIVERED])
async def test_that_it_came_says_nothing_of_the_message(
    phones: Phones, clock: Clock, state: Delivery
) -> None:
    message_id = await waiting(phones, clock)
    assert not await phones.report(message_id, state, sid="WA0", nudge=True)
    assert await phones.status(message_id) == Delivery.QUEUED
    assert await phones.parts(message_id) == ()
    phones.whatsapp.outcomes = [Sent("WA1")]
    await phones.write("hello", WHATSAPP)
    assert await phones.status(message_id) == Delivery.SENT
    await phones.report(message_id, Delivery.DELIVERED, sid="WA1")
    assert await phones.status(message_id) == Delivery.DELIVERED


async def test_who_wrote_meanwhile_gets_the_message(phones: Phones, clock: Clock) -> None:
    message_id = await waiting(phones, clock)

    async def report(message: Outbound) -> None:
        if message.id == message_id:
            assert not await phones.report(message_id, FAILED, sid="WA0", **NOT_TAKEN)

    phones.whatsapp.during = report
    await phones.heard(clock.now())
    clock.move(days=3)
    await phones.heard(clock.now())
    assert not await phones.report(message_id, FAILED, sid="WA0", **NOT_TAKEN)
    await phones.send()
    assert await phones.status(message_id) == Delivery.SENT
    assert not await phones.report(message_id, FAILED, sid="WA0", **NOT_TAKEN)
    assert await phones.status(message_id) == Delivery.SENT


@pytest.mark.parametrize("instead", [False, True])
async def test_a_failure_that_is_faster_than_the_answer(
    anywhere: Phones, clock: Clock, instead: bool
) -> None:
    async def report(message: Outbound) -> None:
        assert await anywhere.report(message.id, FAILED, sid="WA0", **NOT_TAKEN)

    anywhere.sms_instead = instead
    anywhere.whatsapp.during = report
    message_id = await waiting(anywhere, clock)
    assert len(anywhere.sms.taken) == int(instead)
    assert await anywhere.status(message_id) == (Delivery.SENT if instead else FAILED)


async def test_what_is_repeated_of_an_earlier_one_is_no_news(
    anywhere: Phones, clock: Clock
) -> None:
    message_id = await waiting(anywhere, clock)
    await anywhere.report(message_id, FAILED, sid="WA0", **NOT_TAKEN)
    async with anywhere.store.write() as unit:
        assert await unit.sending.resend(message_id)
        await unit.transcript.settle(message_id, Delivery.QUEUED, None)
    anywhere.whatsapp.outcomes = [nudged("WA1")]

    async def repeat(message: Outbound) -> None:
        assert not await anywhere.report(message.id, FAILED, sid="WA0", **NOT_TAKEN)

    anywhere.whatsapp.during = repeat
    assert await anywhere.send() == 1
    assert not await anywhere.report(message_id, FAILED, sid="WA0", **NOT_TAKEN)
    assert await anywhere.status(message_id) == Delivery.QUEUED
    assert await anywhere.report(message_id, FAILED, sid="WA1", **NOT_TAKEN)
    assert await anywhere.status(message_id) == FAILED


async def test_a_message_that_whatsapp_gives_back_before_it_answers_is_not_lost(
    anywhere: Phones, clock: Clock
) -> None:
    """The SMS in its place is not taken for sent with the answer to the first call."""

    async def report(message: Outbound) -> None:
        closed = {"code": "window_closed", "trouble": Trouble.CLOSED}
        assert await anywhere.report(message.id, FAILED, sid="WA0", **closed)

    anywhere.sms_instead = True
    anywhere.whatsapp.during = report
    await anywhere.heard(clock.now())
    anywhere.whatsapp.outcomes = [Sent("WA0")]
    message_id = await anywhere.answer(where=WHATSAPP)
    await anywhere.send()
    assert [one.id for one in anywhere.sms.taken] == [message_id]
    assert len(await anywhere.parts(message_id)) == 1
