"""What is broken for one person stays that person's trouble: nobody else waits for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Table, update

from bot.app import App
from bot.store.tables import conversation, inbound, message, person
from bot.worker import TURNS_AT_ONCE, TurnLoop
from tests.builders import Clock, address, say, settle, shown
from tests.builders import inbound as written

BROKEN = b"\x01this was never sealed under any key"
SAMIR = address("samir")


async def _break(app: App, table: Table, column: str) -> None:
    """Make a sealed column of everybody so far unreadable, as a bad disk does."""
    async with app.store.write() as unit:
        await unit.rows.connection.execute(update(table).values({column: BROKEN}))


async def _turn(app: App, text: str, name: str) -> None:
    """One message and its turn; nothing is sent yet."""
    await app.spine.accept(written(text, to=address(name), at=app.now()))
    for person_id in await app.spine.people_waiting(50):
        await app.spine.take_turn(person_id)


async def test_a_message_that_cannot_be_read_blocks_no_other(app: App) -> None:
    await _turn(app, "thank you", "amina")
    await _break(app, message, "text_sealed")
    await _turn(app, "thank you", "samir")
    await settle(app)
    assert await shown(app, SAMIR)
    async with app.store.read() as unit:
        contact = await unit.people.find(address("amina"))
        assert contact
        found = await unit.conversations.find_open(contact.id)
        assert found
        kinds = [event.kind for event in await unit.events.of(found.id)]
    assert "send_trouble" in kinds


async def test_an_interrupted_send_that_cannot_be_read_blocks_no_other(
    app: App, clock: Clock
) -> None:
    await _turn(app, "thank you", "amina")
    async with app.store.write() as unit:
        (queued, *_) = await unit.sending.due(("webchat",), 1)
        assert await unit.sending.claim(queued.seq, timedelta(0))
    await _break(app, message, "text_sealed")
    await _turn(app, "thank you", "samir")
    clock.move(minutes=1)
    await app.outbox.recover()
    await settle(app)
    assert await shown(app, SAMIR)


async def test_a_timer_that_fails_holds_up_no_other(app: App, clock: Clock) -> None:
    await say(app, "i want to go home")
    await say(app, "yes")
    await _break(app, conversation, "session_sealed")
    clock.move(minutes=1)
    for text in ("i want to go home", "yes", "Morocco"):
        await say(app, text, to=SAMIR)
    clock.move(hours=2)
    await app.clock.tick()
    assert len(await app.desk.queue()) == 1


@pytest.mark.parametrize("poisoned", [1, TURNS_AT_ONCE + 1])
async def test_people_whose_turns_fail_leave_room_for_others(app: App, poisoned: int) -> None:
    for number in range(poisoned):
        for _ in range(80 // poisoned):
            await app.spine.accept(written("hello", to=address(f"p{number}")))
    await _break(app, inbound, "payload_sealed")
    await app.spine.accept(written("thank you", to=SAMIR))
    loop = TurnLoop(app.spine, app.bell)
    for _ in range(3):
        await loop.step()
        await loop.drain()
    await settle_outbox(app)
    assert await shown(app, SAMIR)


async def settle_outbox(app: App) -> None:
    """Send what is due."""
    while await app.outbox.send_due():
        pass


async def test_who_asks_for_help_after_asking_for_deletion_is_not_forgotten(
    app: App, clock: Clock
) -> None:
    await say(app, "delete my data")
    await say(app, "yes")
    await say(app, "help me, they beat me")
    clock.move(minutes=3)
    await app.clock.tick()
    (row,) = await app.desk.queue()
    async with app.store.write() as unit:
        await unit.office.add("vjosa", "Vjosa", "operator", "-", must_change=False)
        staff = await unit.office.by_name("vjosa")
    assert staff
    view = await app.desk.case(staff, row.case.number)
    assert any(line.text == "help me, they beat me" for line in view.lines)
    await app.desk.claim(staff, row.case.number)
    await app.desk.close(staff, row.case.number, "resolved")
    await settle(app)
    clock.move(minutes=3)
    await app.clock.tick()
    assert await shown(app) == []
    async with app.store.read() as unit:
        assert (await unit.rows.connection.execute(person.select())).one().data_key is None
