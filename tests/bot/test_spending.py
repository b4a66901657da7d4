"""What messages cost: booked by day, stopped at the ceiling, never where it would hurt."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.app import App, build
from bot.bell import Bell
from bot.clock import Clock as BotClock
from bot.config import Settings
from bot.health import Health
from bot.messages import (
    Author,
    Delivery,
    DeliveryReport,
    Estimate,
    Outbound,
    Owner,
    SendError,
    Sent,
    Trouble,
)
from bot.outbox import LEASE, Outbox
from bot.policy import Policy
from bot.reports import Reports
from bot.spending import refusal
from bot.store.database import Store
from tests.bot.outgoing import Door, kept, parts, policy, write
from tests.builders import MONDAY_MORNING, Clock

TODAY = date(2026, 11, 23)
PRICE = Estimate(segments=2, micros=160_000)


@pytest.fixture
def app(store: Store, settings: Settings, clock: Clock) -> App:
    """One wired service on each database."""
    return build(settings, store, clock.now)


def paid(name: str) -> Sent:
    return Sent(name, cost=PRICE)


def ceiling(app: App, money: int | None) -> Policy:
    return replace(policy(app), daily_ceiling=money, alarm_at=0.8)


async def send(app: App, door: Door, money: int | None = None) -> int:
    return await Outbox(app.store, {door.name: door}, app.bell, ceiling(app, money)).send_due()


async def booked(store: Store) -> list[tuple[date, str, int, int, int]]:
    async with store.read() as unit:
        days = await unit.spending.days(date(2026, 11, 1), date(2026, 11, 30))
    return [(one.day, one.kind, one.messages, one.segments, one.micros) for one in days]


async def spend(store: Store, micros: int) -> None:
    async with store.write() as unit:
        await unit.spending.add(TODAY, "sms", "automatic", Estimate(1, micros), 1)


async def test_each_part_that_was_sent_is_booked_with_its_day_and_its_message(app: App) -> None:
    message_id = await write(app.store)
    door = Door([replace(paid("one"), more=True), paid("two")], price=PRICE)
    await send(app, door)
    assert await booked(app.store) == [(TODAY, "automatic", 1, 4, 320_000)]
    conversation = (await kept(app.store)).conversation
    async with app.store.read() as unit:
        assert await unit.spending.of(conversation.id) == {message_id: Estimate(4, 320_000)}
    assert await parts(app.store, message_id) == ("one", "two")


async def test_what_is_free_is_not_booked(app: App) -> None:
    await write(app.store)
    await send(app, Door())
    assert await booked(app.store) == []


async def test_what_was_not_sent_is_not_booked(app: App) -> None:
    await write(app.store)
    await send(app, Door([SendError(Trouble.REFUSED, "21211")], price=PRICE))
    assert await booked(app.store) == []


@pytest.mark.parametrize("trouble", [SendError(Trouble.UNKNOWN, "timeout"), OSError()])
async def test_what_may_have_been_sent_is_booked_once(app: App, trouble: Exception) -> None:
    """Money that may be gone counts; the report that it arrived adds nothing."""
    message_id = await write(app.store)
    await send(app, Door([trouble], price=PRICE))
    assert await booked(app.store) == [(TODAY, "automatic", 0, 2, 160_000)]
    report = DeliveryReport(message_id, 0, Delivery.DELIVERED, "one")
    assert await Reports(app.store, policy(app), app.bell).report(report)
    assert (await kept(app.store)).lines[-1].status == Delivery.DELIVERED
    assert await booked(app.store) == [(TODAY, "automatic", 0, 2, 160_000)]


async def test_what_a_dead_process_may_have_sent_is_booked(app: App, clock: Clock) -> None:
    await write(app.store)
    door = Door([paid("one")], price=PRICE)
    outbox = Outbox(app.store, {door.name: door}, app.bell, ceiling(app, 1_000_000))
    async with app.store.write() as unit:
        (queued,) = await unit.sending.due((door.name,), 1, frozenset())
        assert await unit.sending.claim(queued.seq, LEASE)
        await refusal(unit, ceiling(app, 1_000_000), queued, PRICE)
    clock.moment += LEASE * 2
    await outbox.recover()
    assert await booked(app.store) == [(TODAY, "automatic", 0, 0, 160_000)]
    await outbox.recover()
    assert await booked(app.store) == [(TODAY, "automatic", 0, 0, 160_000)]


async def test_a_reminder_to_write_is_booked_though_its_message_waits(app: App) -> None:
    await write(app.store)
    await send(app, Door([SendError(Trouble.NUDGED, "window_closed")], price=PRICE))
    assert await booked(app.store) == [(TODAY, "automatic", 0, 2, 160_000)]


async def test_days_begin_at_midnight_of_the_office(app: App, clock: Clock) -> None:
    for hour, name in ((22, "evening"), (23, "night")):
        clock.moment = datetime(2026, 11, 23, hour, 30, tzinfo=UTC)  # one hour later in Prishtina
        await write(app.store, name)
        await send(app, Door([paid(name)], price=PRICE))
    assert [one[0] for one in await booked(app.store)] == [date(2026, 11, 24), TODAY]


async def test_sums_of_several_processes_are_added_not_overwritten(app: App) -> None:
    async def one_more() -> None:
        async with app.store.write() as unit:
            await unit.spending.add(TODAY, "sms", "automatic", PRICE, 1)

    await asyncio.gather(*(one_more() for _ in range(12)))
    assert await booked(app.store) == [(TODAY, "automatic", 12, 24, 12 * 160_000)]


async def test_above_the_ceiling_nothing_automatic_is_sent_and_people_are_called(
    app: App,
) -> None:
    await spend(app.store, 900_000)
    await write(app.store)
    door = Door([paid("never")], price=PRICE)
    await send(app, door, 1_000_000)
    assert door.called == []
    after = await kept(app.store)
    assert after.answer.status == Delivery.FAILED
    assert [(case.reason, case.priority) for case in after.cases] == [("daily_ceiling", "P3")]
    assert [event.params["code"] for event in after.of_kind("send_trouble")] == ["daily_ceiling"]


async def test_up_to_the_ceiling_everything_is_sent(app: App) -> None:
    await spend(app.store, 840_000)
    await write(app.store)
    door = Door([paid("last")], price=PRICE)
    await send(app, door, 1_000_000)
    assert [message.id for message in door.taken] == [(await kept(app.store)).answer.id]


async def test_yesterday_does_not_count(app: App, clock: Clock) -> None:
    await spend(app.store, 5_000_000)
    clock.move(days=1)
    await write(app.store)
    door = Door([paid("next-day")], price=PRICE)
    await send(app, door, 1_000_000)
    assert len(door.taken) == 1


@pytest.mark.parametrize(("money", "refused"), [(500_000, "daily_ceiling"), (510_000, None)])
async def test_messages_that_are_on_their_way_count_as_sent(
    app: App, money: int, refused: str | None
) -> None:
    """With what each of them costs, not with what the next one does."""
    for name in ("amina", "besa"):
        await write(app.store, name)
    async with app.store.write() as unit:
        first, second = await unit.sending.due(("webchat",), 5)
        assert await unit.sending.claim(first.seq, LEASE)
        assert await refusal(unit, ceiling(app, money), first, Estimate(5, 350_000)) is None
        assert await unit.sending.claim(second.seq, LEASE)
        assert await refusal(unit, ceiling(app, money), second, PRICE) == refused


async def test_many_at_once_do_not_pass_the_ceiling_together(app: App) -> None:
    names = [f"person-{n}" for n in range(16)]
    for name in names:
        await write(app.store, name)
    doors = [Door([paid(f"{n}-{m}") for m in names], price=PRICE) for n in range(2)]
    await asyncio.gather(*(send(app, door, 5 * PRICE.micros) for door in doors))
    assert sum(len(door.taken) for door in doors) == 5
    assert await booked(app.store) == [(TODAY, "automatic", 5, 10, 5 * PRICE.micros)]


@pytest.mark.parametrize("why", ["opted_out", "part_failed"])
async def test_a_part_is_booked_though_the_next_one_may_not_be_sent(app: App, why: str) -> None:
    message_id = await write(app.store)

    async def end(message: Outbound) -> None:
        async with app.store.write() as unit:
            if why == "opted_out":
                contact = await unit.people.find(message.address)
                assert contact
                await unit.people.mark(contact.id, "opted_out")
            else:
                ((queued, _, _),) = await unit.sending.rows_of(message_id)
                await unit.sending.settle_by_report(queued.seq, Delivery.FAILED, why)

    door = Door([replace(paid("one"), more=True)], price=PRICE, during=end)
    await send(app, door)
    assert len(door.called) == 1
    assert [one[3:] for one in await booked(app.store)] == [(2, 160_000)]
    async with app.store.read() as unit:
        ((_, state, _),) = await unit.sending.rows_of(message_id)
    assert state is Delivery.FAILED


@pytest.mark.parametrize("heard", ["P0", "P1"])
async def test_danger_is_answered_whatever_it_costs(app: App, heard: str) -> None:
    await spend(app.store, 5_000_000)
    await write(app.store, heard=heard)
    door = Door([paid("now")], price=PRICE)
    await send(app, door, 1_000_000)
    assert len(door.taken) == 1
    assert (TODAY, "urgent", 1, 2, 160_000) in await booked(app.store)


async def test_an_open_case_of_danger_stays_urgent_after_a_thank_you(app: App) -> None:
    await spend(app.store, 5_000_000)
    await write(app.store, heard="P4")
    conversation = (await kept(app.store)).conversation
    async with app.store.write() as unit:
        await unit.cases.create(
            conversation,
            priority="P1",
            topic="distress",
            language="fr",
            reason="danger",
            due_at=None,
            answers={},
        )
    door = Door([paid("now")], price=PRICE)
    await send(app, door, 1_000_000)
    assert len(door.taken) == 1


async def test_operators_write_whatever_it_costs(app: App) -> None:
    await spend(app.store, 5_000_000)
    await write(app.store, author=Author.OPERATOR)
    door = Door([paid("reply")], price=PRICE)
    await send(app, door, 1_000_000)
    assert len(door.taken) == 1
    assert (TODAY, "person", 1, 2, 160_000) in await booked(app.store)


async def test_what_an_operator_holds_is_theirs(app: App) -> None:
    """So that "send again" works for an answer that the ceiling stopped."""
    await spend(app.store, 5_000_000)
    await write(app.store)
    conversation = (await kept(app.store)).conversation
    async with app.store.write() as unit:
        assert await unit.conversations.hand(conversation, Owner.OPERATOR)
    door = Door([paid("again")], price=PRICE)
    await send(app, door, 1_000_000)
    assert len(door.taken) == 1


@pytest.mark.parametrize(
    ("spent", "problem"),
    [(0, None), (799_999, None), (800_000, "ceiling_near"), (1_000_000, "ceiling_reached")],
)
async def test_the_alarm_comes_before_the_ceiling_and_at_it(
    app: App, clock: Clock, spent: int, problem: str | None
) -> None:
    await spend(app.store, spent)
    watcher = BotClock(app.store, app.engine, ceiling(app, 1_000_000), Bell())
    await watcher.tick()
    assert {(one.channel, one.problem) for one in await app.desk.alarms()} == (
        {("spending", problem)} if problem else set()
    )
    clock.move(days=1)
    await watcher.tick()
    assert await app.desk.alarms() == ()


async def test_health_tells_of_the_ceiling(app: App) -> None:
    await spend(app.store, 1_000_000)
    await BotClock(app.store, app.engine, ceiling(app, 1_000_000), Bell()).tick()
    report = await Health(app.store, None, ("en",), ("webchat",), {}).report()
    assert [(one.channel, one.problem, one.since) for one in report.alarms] == [
        ("spending", "ceiling_reached", MONDAY_MORNING.isoformat())
    ]


async def test_no_ceiling_stops_nothing_and_alarms_nobody(app: App) -> None:
    await spend(app.store, 5_000_000)
    await write(app.store)
    door = Door([paid("one")], price=PRICE)
    await send(app, door)
    await BotClock(app.store, app.engine, ceiling(app, None), Bell()).tick()
    assert (len(door.taken), await app.desk.alarms()) == (1, ())
