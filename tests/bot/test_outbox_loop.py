"""Many chats at once: none holds up another, and none waits longer than it must."""

from __future__ import annotations

import asyncio

import pytest

from bot import outbox as outbox_module
from bot.app import App
from bot.messages import Delivery, Outbound
from bot.outbox import AT_ONCE
from tests.bot.outgoing import (
    Door,
    kept,
    outbox_of,
    write,
)
from tests.builders import address


async def test_a_slow_chat_holds_up_no_other(app: App) -> None:
    for name in ("amina", "samir"):
        for _ in range(2):
            await write(app.store, name, heard=None)
    opened = asyncio.Event()

    async def wait_for_amina(sending: Outbound) -> None:
        if sending.address == address("amina"):
            await opened.wait()

    door = Door(during=wait_for_amina)
    box = outbox_of(app, door)
    while len(door.taken) < 2:
        await box.step()
    assert {sent.address for sent in door.taken} == {address("samir")}
    assert len(door.called) == 3
    opened.set()
    while len(door.taken) < 4:
        await box.step()
    await box.drain()
    assert (await kept(app.store)).lines[-1].status == Delivery.SENT


async def test_there_is_room_for_so_many_at_once(app: App) -> None:
    for number in range(AT_ONCE + 1):
        await write(app.store, f"person-{number}", heard=None)
    opened, full = asyncio.Event(), asyncio.Event()
    door = Door()

    async def wait(_message: Outbound) -> None:
        if len(door.called) == AT_ONCE:
            full.set()
        await opened.wait()

    door.during = wait
    box = outbox_of(app, door)
    loop = asyncio.create_task(box.step())
    await full.wait()
    assert await box.send_due() == 0
    assert len(door.called) == AT_ONCE
    opened.set()
    await loop
    while len(door.taken) <= AT_ONCE:
        await box.step()
    await box.drain()


async def test_no_ring_is_missed_while_it_looks(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox_module, "LOOK_AGAIN_SECONDS", 600.0)
    looking = asyncio.create_task(outbox_of(app, Door()).step())
    for _ in range(3):
        await asyncio.sleep(0)
    app.bell.ring("outbox")
    async with asyncio.timeout(20):
        await looking
