"""Delivery reports: in any order, repeatedly, before and after we know what was sent."""

from __future__ import annotations

import asyncio
import itertools

import pytest

from bot.app import App, build
from bot.config import Settings
from bot.messages import Author, Delivery, Outbound, SendError, Sent, Trouble
from bot.outbox import LEASE
from bot.reports import LATER, SPLIT_ABOVE
from bot.store.database import Store
from tests.bot.outgoing import AFTER_LEASE
from tests.bot.phones import SMS, Phones
from tests.builders import Clock

SENT, DELIVERED, READ, FAILED = (
    Delivery.SENT, Delivery.DELIVERED, Delivery.READ, Delivery.FAILED,
)  # fmt: skip
OFF = {"code": "phone_off", "trouble": Trouble.RETRY}


@pytest.fixture
def phones(app: App) -> Phones:
    """A service with doors for phones."""
    return Phones(app)


@pytest.fixture
def anywhere(store: Store, settings: Settings, clock: Clock) -> Phones:
    """The same on each kind of database."""
    return Phones(build(settings, store, clock.now))


async def sent(phones: Phones, text: str = "Come at nine") -> str:
    """A message that was sent as SM0."""
    phones.sms.outcomes.append(Sent("SM0"))
    message_id = await phones.answer(text)
    assert await phones.send() == 1
    return message_id


async def test_a_report_counts_once(anywhere: Phones) -> None:
    message_id = await sent(anywhere)
    told = await asyncio.gather(
        *(anywhere.report(message_id, DELIVERED, sid="SM0") for _ in range(4))
    )
    assert sorted(told) == [False, False, False, True]
    assert await anywhere.status(message_id) == DELIVERED


@pytest.mark.parametrize("order", list(itertools.permutations((SENT, DELIVERED, READ))))
async def test_reports_in_any_order_never_go_back(
    phones: Phones, order: tuple[Delivery, ...]
) -> None:
    message_id = await sent(phones)
    ranks = []
    for state in order:
        assert await phones.report(message_id, state, sid="SM0")
        ranks.append((SENT, DELIVERED, READ).index(Delivery(str(await phones.status(message_id)))))
    assert ranks == sorted(ranks)
    assert ranks[-1] == 2


@pytest.mark.parametrize("arrived", [DELIVERED, READ])
async def test_what_arrived_does_not_fail_afterwards(phones: Phones, arrived: Delivery) -> None:
    message_id = await sent(phones)
    await phones.report(message_id, arrived, sid="SM0")
    await phones.report(message_id, FAILED, sid="SM0", code="number_unknown", trouble=Trouble.DEAD)
    assert await phones.status(message_id) == arrived
    assert (await phones.contact()).status == "active"
    assert await phones.case() is None


async def test_reports_of_nothing_are_ignored(phones: Phones) -> None:
    message_id = await sent(phones)
    assert not await phones.report("no-such-message", DELIVERED)
    assert not await phones.report(message_id, DELIVERED, part=-1, sid="SM0")
    assert not await phones.report(message_id, DELIVERED, part=10**6, sid="SM0")
    assert await phones.status(message_id) == SENT


async def test_all_parts_must_have_arrived(phones: Phones) -> None:
    phones.sms.outcomes += [Sent("SM0", more=True), Sent("SM1")]
    message_id = await phones.answer(author=Author.OPERATOR)
    await phones.send()
    await phones.report(message_id, DELIVERED, part=1, sid="SM1")
    assert await phones.status(message_id) == SENT
    await phones.report(message_id, DELIVERED, part=0, sid="SM0")
    assert await phones.status(message_id) == DELIVERED


async def test_a_report_that_is_faster_than_the_answer_to_our_call(anywhere: Phones) -> None:
    async def report(message: Outbound) -> None:
        assert await anywhere.report(message.id, DELIVERED, sid="SM7")

    anywhere.sms.during = report
    anywhere.sms.outcomes.append(Sent("SM7", rest=True))
    message_id = await anywhere.answer()
    await anywhere.send()
    assert await anywhere.status(message_id) == DELIVERED
    assert await anywhere.parts(message_id) == ("SM7",)
    async with anywhere.store.read() as unit:
        assert await unit.sending.has_rest(message_id)


async def test_a_failure_that_is_faster_than_the_answer_stays_one(phones: Phones) -> None:
    async def report(message: Outbound) -> None:
        assert await phones.report(message.id, FAILED, sid="SM7", code="landline")

    phones.sms.during = report
    phones.sms.outcomes.append(Sent("SM7"))
    message_id = await phones.answer()
    await phones.send()
    assert await phones.status(message_id) == FAILED
    assert await phones.parts(message_id) == ()
    assert await phones.send() == 0


async def test_a_failure_for_now_that_is_faster_than_the_answer_is_tried_later(
    anywhere: Phones, clock: Clock
) -> None:
    async def report(message: Outbound) -> None:
        assert await anywhere.report(
            message.id, FAILED, sid="SM7", code="unreachable", trouble=Trouble.RETRY
        )

    anywhere.sms.during = report
    anywhere.sms.outcomes.append(Sent("SM7"))
    message_id = await anywhere.answer()
    await anywhere.send()
    assert await anywhere.status(message_id) == Delivery.QUEUED
    assert await anywhere.parts(message_id) == ()
    anywhere.sms.during = None
    anywhere.sms.outcomes.append(Sent("SM8"))
    clock.move(minutes=5)
    assert await anywhere.send() == 1
    assert await anywhere.status(message_id) == SENT
    assert await anywhere.parts(message_id) == ("SM8",)


@pytest.mark.parametrize("state", [Delivery.QUEUED, SENT, DELIVERED])
async def test_an_unknown_outcome_is_settled(anywhere: Phones, state: Delivery) -> None:
    anywhere.sms.outcomes.append(SendError(Trouble.UNKNOWN, "timeout"))
    message_id = await anywhere.answer()
    await anywhere.send()
    assert await anywhere.status(message_id) == Delivery.UNKNOWN
    assert await anywhere.report(message_id, state, sid="SM3")
    expected = DELIVERED if state is DELIVERED else SENT
    assert await anywhere.status(message_id) == expected
    assert await anywhere.parts(message_id) == ("SM3",)
    async with anywhere.store.write() as unit:
        assert not await unit.sending.resend(message_id)


async def test_an_unknown_outcome_may_turn_out_as_a_failure(phones: Phones) -> None:
    phones.sms.outcomes.append(SendError(Trouble.UNKNOWN, "timeout"))
    message_id = await phones.answer()
    await phones.send()
    await phones.report(message_id, FAILED, sid="SM3", code="landline", trouble=Trouble.DEAD)
    assert await phones.status(message_id) == FAILED
    assert (await phones.contact()).status == "dead"


async def test_a_process_that_died_after_its_call_sends_nothing_twice(
    anywhere: Phones, clock: Clock
) -> None:
    message_id = await anywhere.answer()
    async with anywhere.store.write() as unit:
        (queued,) = await unit.sending.due(("sms",), 1)
        assert await unit.sending.claim(queued.seq, LEASE)
    clock.moment += AFTER_LEASE
    assert await anywhere.report(message_id, SENT, sid="SM3")
    await anywhere.outbox.recover()
    assert await anywhere.send() == 0
    assert await anywhere.status(message_id) == SENT


async def test_of_a_long_text_one_report_does_not_tell_that_all_was_sent(phones: Phones) -> None:
    phones.sms.outcomes.append(SendError(Trouble.UNKNOWN, "timeout"))
    message_id = await phones.answer("x" * (SPLIT_ABOVE + 1), author=Author.OPERATOR)
    await phones.send()
    await phones.report(message_id, DELIVERED, sid="SM3")
    assert await phones.status(message_id) == Delivery.UNKNOWN


@pytest.mark.parametrize(
    ("trouble", "status"),
    [(Trouble.DEAD, "dead"), (Trouble.OPTED_OUT, "opted_out"), (Trouble.REFUSED, "active")],
)
async def test_a_failure_means_what_it_means_when_sending(
    anywhere: Phones, trouble: Trouble, status: str
) -> None:
    message_id = await sent(anywhere)
    assert await anywhere.report(message_id, FAILED, sid="SM0", code="x", trouble=trouble)
    assert not await anywhere.report(message_id, FAILED, sid="SM0", code="x", trouble=trouble)
    assert await anywhere.status(message_id) == FAILED
    assert (await anywhere.contact()).status == status
    told = [one.params for one in await anywhere.events() if one.kind == "send_trouble"]
    assert [(one["state"], one["code"]) for one in told] == [("failed", "x")]
    assert (await anywhere.case() is not None) is (status == "active")


async def test_a_phone_that_is_off_is_tried_again_and_not_for_ever(
    phones: Phones, clock: Clock
) -> None:
    message_id = await sent(phones)
    for attempt, wait in enumerate(LATER):
        sid = f"SM{attempt}"
        assert await phones.report(message_id, FAILED, sid=sid, **OFF)
        assert await phones.status(message_id) == Delivery.QUEUED
        assert not await phones.report(message_id, FAILED, sid=sid, **OFF)
        clock.moment += wait / 2
        assert await phones.send() == 0
        clock.moment += wait / 2
        phones.sms.outcomes.append(Sent(f"SM{attempt + 1}"))
        assert await phones.send() == 1
        assert await phones.parts(message_id) == (f"SM{attempt + 1}",)
        # What Twilio repeats of the attempt before is no news of this one.
        assert not await phones.report(message_id, FAILED, sid=sid, **OFF)
        assert await phones.status(message_id) == SENT
    assert await phones.case() is None
    await phones.report(message_id, FAILED, sid=f"SM{len(LATER)}", **OFF)
    assert await phones.status(message_id) == FAILED
    case = await phones.case()
    assert case
    assert case.reason == "not_delivered"


async def test_others_do_not_wait_for_a_phone_that_was_off(phones: Phones, clock: Clock) -> None:
    message_id = await sent(phones)
    await phones.report(message_id, FAILED, sid="SM0", **OFF)
    other = await phones.answer("The office is open")
    assert await phones.send() == 1
    assert await phones.status(other) == SENT
    await phones.write("hello")  # whoever writes has it on
    assert await phones.status(message_id) == SENT
    clock.moment += LATER[0]
    assert await phones.send() == 0


async def test_what_is_a_day_old_is_not_tried_again(phones: Phones, clock: Clock) -> None:
    message_id = await sent(phones)
    clock.move(hours=24)
    await phones.report(message_id, FAILED, sid="SM0", **OFF)
    assert await phones.status(message_id) == FAILED


async def test_only_what_failed_is_sent_again_by_hand(phones: Phones) -> None:
    phones.sms.outcomes += [Sent("SM0", more=True), Sent("SM1")]
    message_id = await phones.answer(author=Author.OPERATOR)
    await phones.send()
    await phones.report(message_id, DELIVERED, part=0, sid="SM0")
    await phones.report(message_id, FAILED, part=1, sid="SM1", code="filtered")
    assert await phones.parts(message_id) == ("SM0",)
    async with phones.store.write() as unit:
        assert await unit.sending.resend(message_id)
        await unit.transcript.settle(message_id, Delivery.QUEUED, None)
    phones.sms.outcomes.append(Sent("SM2"))
    await phones.send()
    assert await phones.parts(message_id) == ("SM0", "SM2")
    assert await phones.report(message_id, DELIVERED, part=1, sid="SM2")
    assert await phones.status(message_id) == DELIVERED


async def test_when_something_was_sent_and_reported_last(anywhere: Phones, clock: Clock) -> None:
    assert await anywhere.reports.traffic("sms") == (None, None)
    message_id = await sent(anywhere)
    at = clock.now()
    assert await anywhere.reports.traffic("sms") == (at, None)
    clock.move(minutes=3)
    await anywhere.report(message_id, DELIVERED, sid="SM0")
    assert await anywhere.reports.traffic("sms") == (at, clock.now())
    assert await anywhere.reports.traffic("whatsapp") == (None, None)


async def test_who_the_report_is_about_stays_out_of_the_log(
    phones: Phones, capsys: pytest.CaptureFixture[str]
) -> None:
    message_id = await sent(phones, "canary-7a10")
    await phones.report(message_id, FAILED, sid="SM0", code="landline", trouble=Trouble.DEAD)
    await phones.report("no-such-message", DELIVERED)
    said = capsys.readouterr().out
    assert "landline" in said
    assert SMS.identifier not in said
    assert "canary-7a10" not in said
