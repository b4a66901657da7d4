"""The rest of a message that was kept back is sent when it is asked for, and only then."""

from __future__ import annotations

import pytest

from bot.app import App, build
from bot.config import Settings
from bot.messages import Act, Delivery, Estimate, SendError, Sent, Trouble
from bot.outbox import LEASE
from bot.store.database import Store
from bot.store.tables import sent_part
from tests.bot.outgoing import AFTER_LEASE
from tests.bot.phones import SMS, Phones
from tests.builders import Clock, inbound, take_turns

COST = Estimate(2, 160_000)


@pytest.fixture
def phones(store: Store, settings: Settings, clock: Clock) -> Phones:
    """A service with doors for phones, on each kind of database."""
    return Phones(build(settings, store, clock.now))


@pytest.fixture
def quick(app: App) -> Phones:
    """The same where one kind is enough."""
    return Phones(app)


async def kept_back(phones: Phones, pages: int = 2) -> str:
    """A message of so many pages, of which the first was sent."""
    phones.sms.outcomes += [Sent(f"SM{n}", rest=n < pages - 1, cost=COST) for n in range(pages)]
    message_id = await phones.answer()
    assert await phones.send() == 1
    return message_id


def acts(phones: Phones) -> list[Act]:
    return [one.act for one in phones.sms.called]


async def test_page_by_page(phones: Phones) -> None:
    message_id = await kept_back(phones, 3)
    for count in (2, 3):
        assert await phones.write("more") == ["Come at nine"]
        assert await phones.parts(message_id) == ("SM0", "SM1", "SM2")[:count]
    assert acts(phones) == [Act.SEND, Act.CONTINUE, Act.CONTINUE]
    assert [one.sent for one in phones.sms.called] == [(), ("SM0",), ("SM0", "SM1")]
    lines = await phones.lines()
    assert [line.text for line in lines] == ["Come at nine", "more", "more"]


async def test_what_a_part_cost_is_kept_with_it(quick: Phones) -> None:
    await kept_back(quick)
    async with quick.store.read() as unit:
        (row,) = (await unit.rows.connection.execute(sent_part.select())).all()
    assert (row.rest, row.segments, row.micros) == (True, 2, 160_000)


async def test_without_a_rest_it_is_a_message_like_any_other(quick: Phones) -> None:
    await kept_back(quick, 1)
    answers = await quick.write("more")
    assert answers
    assert Act.CONTINUE not in acts(quick)


async def test_only_the_last_message_goes_on(quick: Phones) -> None:
    await kept_back(quick)
    quick.sms.outcomes = [Sent("SM9")]
    await quick.answer("The office is open")
    await quick.send()
    await quick.write("more")
    assert Act.CONTINUE not in acts(quick)


async def test_asked_twice_before_it_was_sent(quick: Phones) -> None:
    message_id = await kept_back(quick)
    for _ in range(2):
        await quick.app.spine.accept(inbound("more", to=SMS, at=quick.app.now()))
    await take_turns(quick.app)
    await quick.send()
    assert acts(quick) == [Act.SEND, Act.CONTINUE]
    assert await quick.parts(message_id) == ("SM0", "SM1")


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (SendError(Trouble.REFUSED, "filtered"), Delivery.FAILED),
        (SendError(Trouble.UNKNOWN, "timeout"), Delivery.UNKNOWN),
    ],
)
async def test_its_failure_is_shown_and_can_be_repaired(
    phones: Phones, outcome: SendError, state: Delivery
) -> None:
    message_id = await kept_back(phones)
    phones.sms.outcomes.insert(0, outcome)
    assert await phones.write("more") == []
    assert acts(phones) == [Act.SEND, Act.CONTINUE]
    assert await phones.status(message_id) == state
    assert "send_trouble" in [one.kind for one in await phones.events()]
    assert await phones.case()
    async with phones.store.write() as unit:
        assert await unit.sending.resend(message_id)
        await unit.transcript.settle(message_id, Delivery.QUEUED, None)
        assert not await unit.sending.resend(message_id)
    await phones.send()
    assert acts(phones)[-1] is Act.CONTINUE
    assert await phones.parts(message_id) == ("SM0", "SM1")
    assert await phones.status(message_id) == Delivery.SENT


async def test_a_process_that_dies_while_it_goes_on_repeats_nothing(
    quick: Phones, clock: Clock
) -> None:
    message_id = await kept_back(quick)
    await quick.app.spine.accept(inbound("more", to=SMS, at=quick.app.now()))
    await take_turns(quick.app)
    async with quick.store.write() as unit:
        (queued,) = await unit.sending.due(("sms",), 1)
        assert await unit.sending.claim(queued.seq, LEASE)
    clock.moment += AFTER_LEASE
    await quick.outbox.recover()
    assert await quick.send() == 0
    assert await quick.status(message_id) == Delivery.UNKNOWN


@pytest.mark.parametrize("pages", [1, 2, 3])
async def test_a_page_that_is_known_from_its_report_alone(phones: Phones, pages: int) -> None:
    phones.sms.pages = pages
    phones.sms.outcomes = [SendError(Trouble.UNKNOWN, "timeout") for _ in range(pages)]
    message_id = await phones.answer()
    await phones.send()
    for page in range(pages):
        assert acts(phones)[page:] == [Act.CONTINUE if page else Act.SEND]
        assert await phones.report(message_id, Delivery.SENT, part=page, sid=f"SM{page}")
        assert await phones.status(message_id) == Delivery.SENT
        await phones.write("more")
    assert acts(phones).count(Act.CONTINUE) == pages - 1
    assert await phones.parts(message_id) == tuple(f"SM{page}" for page in range(pages))


async def test_a_page_that_was_reported_delivered_does_not_lower_the_message(
    quick: Phones,
) -> None:
    message_id = await kept_back(quick)
    await quick.report(message_id, Delivery.DELIVERED, sid="SM0")
    await quick.write("more")
    assert await quick.status(message_id) == Delivery.DELIVERED
    await quick.report(message_id, Delivery.FAILED, part=1, sid="SM1", code="filtered")
    assert await quick.status(message_id) == Delivery.FAILED
    assert await quick.parts(message_id) == ("SM0",)
