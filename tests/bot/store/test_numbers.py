"""One number is one person, whichever of its channels speaks first."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import delete, func, insert, select

from bot.messages import Address
from bot.store.database import Store
from bot.store.phone_tables import link_code, phone
from bot.store.records import Contact
from bot.store.tables import person
from tests.builders import Clock, address

NUMBER = "+38344123456"
SMS, WHATSAPP, VOICE = (Address(channel, NUMBER) for channel in ("sms", "whatsapp", "voice"))


async def meet(store: Store, where: Address) -> Contact:
    async with store.write() as unit:
        return await unit.people.contact(where)


async def count(store: Store, table: object) -> int:
    async with store.read() as unit:
        query = select(func.count()).select_from(table)  # type: ignore[arg-type]
        return int((await unit.rows.connection.execute(query)).scalar_one())


async def erase(store: Store, person_id: str) -> None:
    async with store.write() as unit:
        await unit.people.erase(person_id)


async def test_channels_of_one_number_are_one_person(store: Store) -> None:
    contacts = [await meet(store, where) for where in (SMS, WHATSAPP, VOICE)]
    assert len({contact.id for contact in contacts}) == 3
    assert len({contact.person_id for contact in contacts}) == 1
    async with store.read() as unit:
        found = await unit.people.ways(contacts[0].person_id, ("sms", "whatsapp"))
    assert {way.address for way in found} == {SMS, WHATSAPP}


async def test_other_numbers_and_other_channels_are_others(store: Store) -> None:
    mine = await meet(store, SMS)
    for other in (Address("sms", "+38344123457"), Address("telegram", NUMBER), address()):
        assert (await meet(store, other)).person_id != mine.person_id
    assert await count(store, phone) == 2


async def test_first_messages_at_the_same_moment_make_one_person(store: Store) -> None:
    where = [SMS, WHATSAPP, VOICE, SMS, WHATSAPP, VOICE]
    contacts = await asyncio.gather(*(meet(store, one) for one in where))
    assert len({contact.person_id for contact in contacts}) == 1
    assert len({contact.id for contact in contacts}) == 3
    assert (await count(store, person), await count(store, phone)) == (1, 1)


async def test_whoever_was_erased_is_somebody_new(store: Store, clock: Clock) -> None:
    before = await meet(store, SMS)
    async with store.write() as unit:
        await unit.people.heard(before, clock.now())
        row = {"lookup": "c", "person_id": before.person_id, "address_id": before.id}
        await unit.rows.connection.execute(
            insert(link_code).values(**row, expires_at=clock.now() + timedelta(hours=1))
        )
    await erase(store, before.person_id)
    assert (await count(store, phone), await count(store, link_code)) == (0, 0)
    after = await meet(store, WHATSAPP)
    assert after.person_id != before.person_id
    assert (await meet(store, SMS)).person_id == after.person_id


async def test_erased_and_written_at_the_same_moment(store: Store) -> None:
    before = await meet(store, SMS)
    _, after = await asyncio.gather(erase(store, before.person_id), meet(store, WHATSAPP))
    async with store.read() as unit:
        readable = await unit.people.by_id(after.id)
    # Either they wrote first and were erased with the rest, or they are somebody new.
    assert (readable is None) == (after.person_id == before.person_id)
    assert await count(store, phone) == (0 if readable is None else 1)


async def test_an_address_of_an_old_database_is_adopted_when_it_writes(store: Store) -> None:
    before = await meet(store, SMS)
    async with store.write() as unit:
        await unit.rows.connection.execute(delete(phone))
    assert await meet(store, SMS) == before
    assert (await meet(store, WHATSAPP)).person_id == before.person_id


async def test_when_a_person_was_heard_last_never_goes_back(store: Store, clock: Clock) -> None:
    contact = await meet(store, WHATSAPP)
    assert contact.last_heard is None
    for moment in (clock.now(), clock.now() - timedelta(hours=1)):
        async with store.write() as unit:
            await unit.people.heard(contact, moment)
    async with store.read() as unit:
        found = await unit.people.by_id(contact.id)
    assert found
    assert found.last_heard == clock.now()


async def test_who_opted_out_stays_so_whatever_happens_to_the_address(store: Store) -> None:
    contact = await meet(store, SMS)
    for status, expected in (("dead", "dead"), ("active", "active"), ("opted_out", "opted_out")):
        async with store.write() as unit:
            await unit.people.mark_unless_opted_out(contact.id, status)
        assert (await meet(store, SMS)).status == expected
    async with store.write() as unit:
        await unit.people.mark_unless_opted_out(contact.id, "active")
    assert (await meet(store, SMS)).status == "opted_out"
