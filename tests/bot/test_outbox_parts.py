"""Messages of several parts: none is lost, none is sent twice, whatever happens between."""

from __future__ import annotations

import asyncio

from sqlalchemy import select

from bot.app import App
from bot.messages import Delivery, Outbound, SendError, Sent, Trouble
from bot.outbox import LEASE
from bot.store.tables import message
from tests.bot.outgoing import (
    AFTER_LEASE,
    Door,
    kept,
    outbox_of,
    parts,
    send,
    write,
)
from tests.builders import Clock


async def test_each_part_is_written_before_the_next_is_sent(app: App) -> None:
    message_id = await write(app.store)
    known: list[tuple[str, ...]] = []

    async def look(_message: Outbound) -> None:
        known.append(await parts(app.store, message_id))

    door = Door([Sent("a", more=True), Sent("b", more=True), Sent("c")], during=look)
    assert await send(app, door) == 1
    assert known == [sent.sent for sent in door.taken] == [(), ("a",), ("a", "b")]
    assert await parts(app.store, message_id) == ("a", "b", "c")
    async with app.store.read() as unit:
        query = select(message.c.provider_id).where(message.c.id == message_id)
        assert (await unit.rows.connection.execute(query)).scalar_one() == "a"


async def test_a_trouble_between_parts_goes_on_with_the_next(app: App, clock: Clock) -> None:
    message_id = await write(app.store)
    door = Door([Sent("a", more=True), SendError(Trouble.RETRY, "503"), Sent("b")])
    await send(app, door)
    clock.move(seconds=3)
    await send(app, door)
    assert [sent.sent for sent in door.called] == [(), ("a",), ("a",)]
    assert await parts(app.store, message_id) == ("a", "b")


async def test_a_process_that_dies_between_parts_repeats_none(app: App, clock: Clock) -> None:
    message_id = await write(app.store)
    reached = asyncio.Event()

    async def stop_at_the_second(sending: Outbound) -> None:
        if sending.sent:
            reached.set()
            await asyncio.Event().wait()

    dying = Door([Sent("a", more=True)], during=stop_at_the_second)
    task = asyncio.create_task(send(app, dying))
    await reached.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    clock.moment += AFTER_LEASE
    door = Door()
    await outbox_of(app, door).recover()
    assert await send(app, door) == 0
    assert (await kept(app.store)).answer.status == Delivery.UNKNOWN
    async with app.store.write() as unit:
        assert await unit.sending.resend(message_id)
    await send(app, door)
    assert [sent.sent for sent in door.called] == [("a",)]


async def test_the_lease_begins_anew_with_each_part(app: App, clock: Clock) -> None:
    await write(app.store)
    other = outbox_of(app, Door())

    async def take_long(_message: Outbound) -> None:
        clock.moment += LEASE * 0.7
        await other.recover()

    door = Door([Sent("a", more=True), Sent("b", more=True), Sent("c")], during=take_long)
    await send(app, door)
    found = await kept(app.store)
    assert (found.answer.status, found.of_kind("send_trouble")) == (Delivery.SENT, [])


async def test_a_send_that_runs_here_is_not_taken_for_lost(app: App, clock: Clock) -> None:
    await write(app.store)
    door = Door()
    mine = outbox_of(app, door)

    async def take_longer_than_the_lease(_message: Outbound) -> None:
        clock.moment += AFTER_LEASE
        await mine.recover()

    door.during = take_longer_than_the_lease
    await mine.send_due()
    assert (await kept(app.store)).of_kind("send_trouble") == []
