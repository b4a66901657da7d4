"""The store on SQLite and on PostgreSQL: nothing in the clear, nothing twice, nobody twice."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from bot.errors import ErasedError, StartError
from bot.messages import Author, Delivery, Owner
from bot.store.columns import metadata
from bot.store.database import Store, make_engine
from bot.store.migrate import is_current, is_new, migrate
from bot.store.records import Case
from bot.store.search import Wanted
from bot.store.vault import Vault
from tests.builders import MASTER_KEY, Clock, address, inbound

SECRETS = (
    "+38344123456",
    "answer:form:self",
    "amina-secret-of-the-session",
    "they hold my sister",
    "Halabja",
)


async def _fill(store: Store) -> Case:
    async with store.write() as unit:
        contact = await unit.people.contact(address())
        await unit.inbox.add(inbound("they hold my sister +38344123456"), contact)
        conversation = await unit.conversations.open(contact)
        await unit.conversations.save_session(conversation, {"where": "Halabja"})
        await unit.transcript.add_in(
            conversation,
            "i1",
            "they hold my sister",
            "answer:form:self",
            {"phone": "+38344123456"},
        )
        case = await unit.cases.create(
            conversation,
            priority="P1",
            topic="trafficking",
            language="ar",
            reason="danger",
            due_at=None,
            answers={"where": "Halabja"},
        )
        await unit.office.add("vjosa", "Vjosa", "operator", "hash", must_change=False)
        staff = await unit.office.by_name("vjosa")
        assert staff
        await unit.cases.add_note(case, staff.id, "call +38344123456")
    return case


async def _dump(url: URL) -> str:
    engine = make_engine(url)
    async with engine.connect() as connection:
        rows = [
            str(row)
            for table in metadata.sorted_tables
            for row in await connection.execute(text(f'SELECT * FROM "{table.name}"'))  # noqa: S608
        ]
    await engine.dispose()
    return "\n".join(rows)


async def test_nothing_personal_is_stored_in_the_clear(store: Store, url: URL) -> None:
    await _fill(store)
    dump = await _dump(url)
    assert "trafficking" in dump
    for secret in SECRETS:
        assert secret not in dump


async def test_the_migrated_schema_is_the_one_of_the_code(url: URL) -> None:
    engine = make_engine(url)
    assert await is_new(engine)
    await migrate(engine)
    await migrate(engine)
    assert await is_current(engine)
    assert not await is_new(engine)
    async with engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    await engine.dispose()


def _differences(connection: object) -> list[object]:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    context = MigrationContext.configure(connection)  # type: ignore[arg-type]
    return list(compare_metadata(context, metadata))


async def test_a_wrong_master_key_is_refused_and_changes_nothing(
    store: Store, url: URL, clock: Clock
) -> None:
    await _fill(store)
    before = await _dump(url)
    other = Store(make_engine(url), Vault(b"x" * 32), clock.now)
    with pytest.raises(StartError, match="does not belong to this database"):
        await other.check_master_key()
    await other.close()
    assert await _dump(url) == before


async def test_the_same_message_is_kept_once_also_at_the_same_moment(store: Store) -> None:
    async def keep() -> bool:
        async with store.write() as unit:
            contact = await unit.people.contact(address())
            added = await unit.inbox.add(inbound("salam", external_id="7"), contact)
            return added is not None

    kept = await asyncio.gather(*(keep() for _ in range(8)))
    assert sorted(kept) == [False] * 7 + [True]
    async with store.read() as unit:
        assert len(await unit.inbox.people_waiting(10)) == 1


async def test_equal_ids_of_two_persons_are_two_messages(store: Store) -> None:
    async with store.write() as unit:
        for name in ("amina", "bilal"):
            contact = await unit.people.contact(address(name))
            assert await unit.inbox.add(inbound("hi", external_id="1"), contact)


async def test_only_one_turn_of_a_person_at_a_time(store: Store, clock: Clock) -> None:
    async with store.write() as unit:
        person = (await unit.people.contact(address())).person_id
        assert await unit.people.lock(person, "one", timedelta(seconds=20))
    async with store.write() as unit:
        assert not await unit.people.lock(person, "two", timedelta(seconds=20))
    clock.move(seconds=21)
    async with store.write() as unit:
        assert await unit.people.lock(person, "two", timedelta(seconds=20))
        assert not await unit.people.unlock(person, "one")
        assert await unit.people.unlock(person, "two")


async def test_the_owner_changes_by_compare_and_set(store: Store) -> None:
    async with store.write() as unit:
        read = await unit.conversations.open(await unit.people.contact(address()))
        assert await unit.conversations.hand(read, Owner.QUEUE)
        assert not await unit.conversations.hand(read, Owner.OPERATOR)
        assert not await unit.conversations.still(read)
        fresh = await unit.conversations.get(read.id)
        assert fresh
        assert fresh.owner is Owner.QUEUE
        assert await unit.conversations.still(fresh)


async def test_an_address_has_one_open_conversation(store: Store) -> None:
    async with store.write() as unit:
        contact = await unit.people.contact(address())
        first = await unit.conversations.open(contact)
        assert (await unit.conversations.open(contact)).id == first.id
        await unit.conversations.close(first.id, "idle")
        assert (await unit.conversations.open(contact)).id != first.id


async def test_the_queue_is_by_urgency_then_by_waiting_time(store: Store, clock: Clock) -> None:
    order = [("late", "P3"), ("later", "P3"), ("danger", "P0"), ("worry", "P1")]
    for name, priority in order:
        async with store.write() as unit:
            conversation = await unit.conversations.open(await unit.people.contact(address(name)))
            await unit.cases.create(
                conversation,
                priority=priority,  # type: ignore[arg-type]
                topic=name,
                language="en",
                reason="test",
                due_at=None,
                answers={},
            )
        clock.move(minutes=1)
    async with store.read() as unit:
        queue = await unit.cases.queue()
        assert [case.topic for case in queue] == ["danger", "worry", "late", "later"]
        assert [await unit.cases.position(case) for case in queue] == [1, 2, 3, 4]


async def test_a_case_is_claimed_once_raised_and_never_lowered(store: Store) -> None:
    case = await _fill(store)
    async with store.write() as unit:
        staff = (await unit.office.everybody())[0]
        assert await unit.cases.claim(case, staff.id)
        assert not await unit.cases.claim(case, staff.id)
        assert not await unit.cases.raise_to(case, "P3", "other", None)
        assert await unit.cases.raise_to(case, "P0", "emergency", None)
        raised = await unit.cases.get(case.id)
        assert (raised.priority, raised.topic) == ("P0", "emergency")
        assert raised.requested_human_at == case.requested_human_at


async def test_erasing_a_person_leaves_nothing_to_read(store: Store, url: URL) -> None:
    case = await _fill(store)
    async with store.write() as unit:
        await unit.people.erase(case.person_id)
    async with store.read() as unit:
        conversation = await unit.conversations.get(case.conversation_id)
        assert conversation
        assert [line.text for line in await unit.transcript.lines(conversation)] == [None]
        assert (await unit.cases.get(case.id)).answers == {}
        assert await unit.people.find(address()) is None
        assert await unit.people.by_id(conversation.address_id) is None
        assert [note[2] for note in await unit.cases.notes(case)] == [None]
    with pytest.raises(ErasedError):
        async with store.write() as unit:
            await unit.transcript.add_out(conversation, Author.BOT, "hello")
    assert Vault(MASTER_KEY).lookup("webchat", address().identifier) not in await _dump(url)


async def test_a_person_reads_in_order_although_a_send_fails(store: Store, clock: Clock) -> None:
    async with store.write() as unit:
        contact = await unit.people.contact(address())
        conversation = await unit.conversations.open(contact)
        for words in ("first", "second"):
            line = await unit.transcript.add_out(conversation, Author.BOT, words, language="en")
            await unit.sending.add(line, contact)
        (first,) = await unit.sending.due(("webchat",), 10)
        assert await unit.sending.claim(first.seq, timedelta(seconds=60))
        assert not await unit.sending.claim(first.seq, timedelta(seconds=60))
        later = unit.now + timedelta(minutes=1)
        await unit.sending.settle(first, Delivery.QUEUED, trouble="x", due_at=later)
        assert await unit.sending.due(("webchat",), 10) == []
    clock.move(minutes=2)
    async with store.write() as unit:
        (again,) = await unit.sending.due(("webchat",), 10)
        assert again.message_id == first.message_id
        await unit.sending.settle(again, Delivery.SENT)
        (second,) = await unit.sending.due(("webchat",), 10)
        assert second.message_id != first.message_id


async def test_conversations_are_found_by_what_is_not_secret(store: Store, clock: Clock) -> None:
    case = await _fill(store)
    day = timedelta(days=1)
    hits = [
        Wanted(case_number=case.number.lower()),
        Wanted(channel="webchat", since=clock.now() - day, until=clock.now() + day),
    ]
    misses = [
        Wanted(case_number="K-000000"),
        Wanted(channel="sms"),
        Wanted(since=clock.now() + day),
        Wanted(until=clock.now() - day),
        Wanted(language="fr"),
        Wanted(intent="greet"),
        Wanted(outcome="resolved"),
    ]
    async with store.read() as unit:
        for wanted in hits:
            found, total = await unit.search.find(wanted, 0, 10)
            assert total == 1
            assert found[0].case_number == case.number
        for wanted in misses:
            assert (await unit.search.find(wanted, 0, 10)) == ([], 0)
