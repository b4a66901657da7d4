"""What could not be delivered becomes a case, unless people have the conversation already."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, select, text, update
from tenacity import AsyncRetrying, stop_after_delay, wait_fixed

from bot.app import App, build
from bot.config import Settings
from bot.messages import Author, Delivery, Owner, Priority, SendError, Trouble
from bot.store.database import Store
from bot.store.tables import case as cases
from bot.store.tables import message, person
from bot.undelivered import call_people
from tests.bot.outgoing import Door, kept, outbox_of, policy, write
from tests.builders import Clock

REFUSED = SendError(Trouble.REFUSED, "400")
UNKNOWN = SendError(Trouble.UNKNOWN, "timeout")
DEAD = SendError(Trouble.DEAD, "403")


async def fail(app: App, outcome: Exception = REFUSED) -> None:
    assert await outbox_of(app, Door([outcome])).send_due() == 1


@pytest.fixture
def anywhere(store: Store, settings: Settings, clock: Clock) -> App:
    """A wired service on each kind of database."""
    return build(settings, store, clock.now)


@pytest.mark.parametrize("outcome", [REFUSED, UNKNOWN, RuntimeError("a bug in the door")])
async def test_people_are_called_and_the_caller_hears_nothing(
    anywhere: App, clock: Clock, outcome: Exception
) -> None:
    await write(anywhere.store)
    await fail(anywhere, outcome)
    found = await kept(anywhere.store)
    (case,) = found.cases
    assert (case.topic, case.priority, case.reason) == ("unknown", "P3", "not_delivered")
    assert case.due_at == policy(anywhere).due_at("P3", clock.now())
    assert (found.conversation.owner, found.conversation.outcome) == (Owner.QUEUE, "handed_off")
    assert len([line for line in found.lines if line.direction == "out"]) == 1
    (event,) = found.of_kind("handed_off")
    assert (event.case_id, event.params["reason"]) == (case.id, "not_delivered")
    assert (event.params["priority"], event.params["topic"]) == ("P3", "unknown")


@pytest.mark.parametrize(
    ("heard", "priority"),
    [("P0", "P0"), ("P1", "P1"), ("P2", "P2"), ("P3", "P3"), ("P4", "P3"), (None, "P3")],
)
async def test_the_last_message_says_how_urgent_it_is(
    app: App, heard: Priority | None, priority: Priority
) -> None:
    await write(app.store, heard=heard)
    await fail(app)
    (case,) = (await kept(app.store)).cases
    assert case.priority == priority


@pytest.mark.parametrize(
    ("heard", "called"), [("P0", True), ("P1", True), ("P2", False), ("P4", False)]
)
async def test_where_nobody_can_be_written_to_people_are_called_for_danger_only(
    app: App, heard: Priority, called: bool
) -> None:
    await write(app.store, heard=heard)
    await fail(app, DEAD)
    found = await kept(app.store)
    assert [case.priority for case in found.cases] == ([heard] if called else [])
    assert found.conversation.owner == (Owner.QUEUE if called else Owner.BOT)
    assert len(found.of_kind("send_trouble")) == 1


async def test_a_second_failure_opens_no_second_case(app: App) -> None:
    await write(app.store, heard="P0")
    await write(app.store, heard=None)
    for outcome in (UNKNOWN, DEAD):
        await outbox_of(app, Door([outcome, outcome])).send_due()
    found = await kept(app.store)
    assert len(found.of_kind("send_trouble")) == 2
    assert len(found.cases) == 1


async def test_an_operators_words_after_the_end_of_their_case_call_people_too(app: App) -> None:
    await write(app.store, author=Author.OPERATOR)
    await fail(app, UNKNOWN)
    assert len((await kept(app.store)).cases) == 1


async def test_a_message_whose_words_cannot_be_read_calls_people(app: App) -> None:
    await write(app.store)
    async with app.store.write() as unit:
        broken = update(message).values(text_sealed=b"\x01never sealed under any key")
        await unit.rows.connection.execute(broken)
    door = Door()
    assert await outbox_of(app, door).send_due() == 1
    assert door.called == []
    async with app.store.read() as unit:
        query = select(cases.c.reason)
        assert (await unit.rows.connection.execute(query)).scalar_one() == "not_delivered"


async def test_nobody_is_called_to_what_nobody_can_read(app: App) -> None:
    await write(app.store)
    found = await kept(app.store)

    async def erase(_message: object) -> None:
        async with app.store.write() as unit:
            await unit.rows.connection.execute(update(person).values(data_key=None))

    await outbox_of(app, Door([REFUSED], during=erase)).send_due()
    async with app.store.read() as unit:
        conversation = await unit.conversations.get(found.conversation.id)
        assert conversation
        assert conversation.owner is Owner.BOT
        assert await unit.cases.open_of(conversation.id) is None
        assert (await unit.transcript.line(found.answer.id)).status == Delivery.FAILED


async def test_nobody_is_called_to_a_conversation_that_has_ended(app: App) -> None:
    await write(app.store)
    found = await kept(app.store)
    async with app.store.write() as unit:
        await unit.conversations.close(found.conversation.id, "idle")
    await fail(app)
    async with app.store.read() as unit:
        assert await unit.cases.of(found.conversation.id) == []


@pytest.mark.parametrize("with_case", [True, False])
async def test_whoever_is_faster_is_waited_for(anywhere: App, with_case: bool) -> None:
    """A turn or an operator commits while people are being called: one case in the end."""
    store = anywhere.store
    await write(store)
    found = await kept(store)

    async def call() -> None:
        async with store.write() as unit:
            await call_people(unit, policy(anywhere), found.conversation.id, only_urgent=False)

    async with store.write() as unit:
        owner = Owner.QUEUE if with_case else Owner.BOT
        assert await unit.conversations.hand(found.conversation, owner)
        calling = asyncio.create_task(call())
        await _until_blocked(store)
        if with_case:
            await unit.cases.create(
                found.conversation,
                priority="P1",
                topic="distress",
                language="fr",
                reason="danger",
                due_at=None,
                answers={},
            )
    await calling
    (case,) = (await kept(store)).cases
    assert case.reason == ("danger" if with_case else "not_delivered")


async def _until_blocked(store: Store) -> None:
    """Until somebody waits for our locks. In SQLite writers wait for each other anyway."""
    async for attempt in AsyncRetrying(stop=stop_after_delay(30), wait=wait_fixed(0.05)):
        with attempt:
            async with store.read() as unit:
                if unit.rows.connection.dialect.name != "postgresql":
                    return
                query = (
                    select(func.count())
                    .select_from(text("pg_stat_activity"))
                    .where(text("wait_event_type = 'Lock' AND datname = current_database()"))
                )
                assert (await unit.rows.connection.execute(query)).scalar_one()
