"""Sends whose process died: repeated where that is harmless, shown where it is not."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.app import App
from bot.messages import Delivery
from bot.outbox import LEASE
from bot.store.tables import outbox
from tests.bot.outgoing import (
    Door,
    interrupt,
    kept,
    outbox_of,
    send,
    write,
)
from tests.builders import Clock


@pytest.mark.parametrize(
    ("idempotent", "status"), [(True, Delivery.SENT), (False, Delivery.UNKNOWN)]
)
async def test_an_interrupted_send_is_repeated_only_where_that_is_harmless(
    app: App, clock: Clock, idempotent: bool, status: Delivery
) -> None:
    await write(app.store)
    door = Door(idempotent=idempotent)
    await interrupt(app, clock)
    for _ in range(2):
        await outbox_of(app, door).recover()
    clock.move(seconds=61)
    await send(app, door)
    found = await kept(app.store)
    assert found.answer.status == status
    assert len(found.of_kind("send_trouble")) == (0 if idempotent else 1)


async def test_a_send_whose_lease_runs_is_left_alone(app: App) -> None:
    await write(app.store)
    async with app.store.write() as unit:
        (queued,) = await unit.sending.due(("webchat",), 1)
        await unit.sending.claim(queued.seq, LEASE)
    await outbox_of(app, Door(idempotent=True)).recover()
    assert (await kept(app.store)).of_kind("send_trouble") == []
    async with app.store.read() as unit:
        query = select(outbox.c.state)
        assert (await unit.rows.connection.execute(query)).scalar_one() == Delivery.SENDING
