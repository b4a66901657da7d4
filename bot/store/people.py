"""Queries: persons, their addresses, and the lock that keeps one person's turns apart."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, insert, or_, select, update

from bot.messages import PHONE_CHANNELS, TEXT_CHANNELS, Address
from bot.store.ids import new_id
from bot.store.phone_tables import link as links
from bot.store.phone_tables import link_code as link_codes
from bot.store.phone_tables import phone as phones
from bot.store.records import Contact, Person
from bot.store.rows import Queries
from bot.store.tables import address as addresses
from bot.store.tables import person as persons


class People(Queries):
    """Who writes, from where, in which language, and with what consent."""

    async def contact(self, address: Address, hint: str | None = None) -> Contact:
        """The contact behind ``address``; made at the first message.

        It belongs to a new person, or to whom the phone number belongs already.
        """
        found = await self.find(address)
        if found and await self._holds(found.person_id):
            if address.channel in PHONE_CHANNELS:
                await self._own_number(address, found.person_id)
            return found
        return await self._make(address, hint)

    async def find(self, address: Address) -> Contact | None:
        """The contact behind ``address``, if it ever wrote."""
        lookup = self.rows.vault.lookup(address.channel, address.identifier)
        query = select(addresses).where(
            addresses.c.channel == address.channel, addresses.c.lookup == lookup
        )
        row = (await self.connection.execute(query)).one_or_none()
        return _contact(row, address) if row else None

    async def by_id(self, address_id: str) -> Contact | None:
        """The contact with this id; None once the person was erased."""
        query = select(addresses).where(addresses.c.id == address_id)
        return await self._opened((await self.connection.execute(query)).one())

    async def ways(self, person_id: str, channels: Collection[str]) -> list[Contact]:
        """All addresses of a person on these channels, the oldest first."""
        query = (
            select(addresses)
            .where(addresses.c.person_id == person_id, addresses.c.channel.in_(list(channels)))
            .order_by(addresses.c.created_at, addresses.c.id)
        )
        rows = (await self.connection.execute(query)).all()
        return [found for row in rows if (found := await self._opened(row))]

    async def heard(self, contact: Contact, at: datetime) -> None:
        """Note when the person wrote from this address; what comes late moves nothing back."""
        earlier = or_(addresses.c.last_heard.is_(None), addresses.c.last_heard < at)
        await self.connection.execute(
            update(addresses).where(addresses.c.id == contact.id, earlier).values(last_heard=at)
        )

    async def display_name(self, address_id: str) -> str | None:
        """The name that the channel gave of its user; None where it gave none."""
        query = select(addresses).where(addresses.c.id == address_id)
        row = (await self.connection.execute(query)).one()
        place = ("address", "name", row.id)
        name = await self.rows.open(row.person_id, place, row.name_sealed)
        return str(name) if name else None

    async def set_name(self, contact: Contact, name: str) -> None:
        """Remember the name that the channel gives of its user, as it was first given."""
        place = ("address", "name", contact.id)
        await self.connection.execute(
            update(addresses)
            .where(addresses.c.id == contact.id, addresses.c.name_sealed.is_(None))
            .values(name_sealed=await self.rows.seal(contact.person_id, place, name))
        )

    async def get(self, person_id: str) -> Person:
        """The person with this id."""
        query = select(persons).where(persons.c.id == person_id)
        row = (await self.connection.execute(query)).one()
        return Person(
            id=row.id,
            language=row.language,
            language_chosen=row.language_chosen,
            noticed=row.noticed_at is not None,
            consent=row.consent,
            linked=await self._is_linked(person_id),
        )

    async def lock(self, person_id: str, token: str, lease: timedelta) -> bool:
        """Take the person for one turn; False while somebody else holds them.

        The lock is a lease, so that a killed process holds nobody for longer than ``lease``.
        """
        free = or_(persons.c.locked_until.is_(None), persons.c.locked_until < self.now)
        statement = (
            update(persons)
            .where(persons.c.id == person_id, free)
            .values(locked_by=token, locked_until=self.now + lease)
        )
        return (await self.connection.execute(statement)).rowcount == 1

    async def unlock(self, person_id: str, token: str) -> bool:
        """Give the person back; False if the lease was lost, and the turn must not count."""
        statement = (
            update(persons)
            .where(persons.c.id == person_id, persons.c.locked_by == token)
            .values(locked_by=None, locked_until=None)
        )
        return (await self.connection.execute(statement)).rowcount == 1

    async def next_n(self, person_id: str) -> int:
        """The next number of a transcript line; holds the person's row until the commit."""
        statement = (
            update(persons)
            .where(persons.c.id == person_id)
            .values(last_n=persons.c.last_n + 1)
            .returning(persons.c.last_n)
        )
        return int((await self.connection.execute(statement)).scalar_one())

    async def next_n_at(self, person_id: str, address_id: str) -> int:
        """The next number of a line that goes to an address of this person, or of one whom they
        linked: free in both transcripts, and behind all that either has."""
        query = select(addresses.c.person_id).where(addresses.c.id == address_id)
        other = str((await self.connection.execute(query)).scalar_one())
        both = sorted({person_id, other})  # in one order, so that nobody waits for each other
        n = max([await self.next_n(one) for one in both])
        if len(both) > 1:
            await self.connection.execute(
                update(persons).where(persons.c.id.in_(both)).values(last_n=n)
            )
        return n

    async def set_language(self, person_id: str, language: str, *, chosen: bool) -> None:
        """Remember the language; a chosen one is never replaced by a detected one."""
        statement = update(persons).where(persons.c.id == person_id)
        if not chosen:
            statement = statement.where(persons.c.language_chosen.is_(False))
        await self.connection.execute(statement.values(language=language, language_chosen=chosen))

    async def set_noticed(self, person_id: str, version: str) -> None:
        """Remember that the privacy notice was shown, and which version."""
        await self.connection.execute(
            update(persons)
            .where(persons.c.id == person_id)
            .values(notice_version=version, noticed_at=self.now)
        )

    async def set_consent(
        self, person_id: str, *, given: bool, version: str, language: str
    ) -> None:
        """Remember a consent or its refusal with version, language and time."""
        await self.connection.execute(
            update(persons)
            .where(persons.c.id == person_id)
            .values(
                consent=given,
                consent_version=version,
                consent_language=language,
                consent_at=self.now,
            )
        )

    async def mark(self, address_id: str, status: str) -> None:
        """Set the status of an address; see Contact."""
        await self.connection.execute(
            update(addresses).where(addresses.c.id == address_id).values(status=status)
        )

    async def mark_unless_opted_out(self, address_id: str, status: str) -> None:
        """The same, but who opted out stays so: only they themselves end that."""
        await self.connection.execute(
            update(addresses)
            .where(addresses.c.id == address_id, addresses.c.status != "opted_out")
            .values(status=status)
        )

    async def erase(self, person_id: str) -> None:
        """Destroy the person's key and every trace that could find them again."""
        await self.connection.execute(
            update(persons)
            .where(persons.c.id == person_id)
            .values(
                data_key=None,
                erased_at=self.now,
                language=None,
                locked_by=None,
                locked_until=None,
            )
        )
        for table in (phones, link_codes):
            await self.connection.execute(delete(table).where(table.c.person_id == person_id))
        query = select(addresses.c.id).where(addresses.c.person_id == person_id)
        for address_id in (await self.connection.execute(query)).scalars().all():
            await self.connection.execute(
                update(addresses)
                .where(addresses.c.id == address_id)
                .values(
                    lookup=secrets.token_hex(32),
                    identifier_sealed=b"",
                    name_sealed=None,
                    hint=None,
                    status="erased",
                    last_heard=None,
                )
            )
        self.rows.forget(person_id)

    async def _is_linked(self, person_id: str) -> bool:
        either = (links.c.one_id == person_id) | (links.c.other_id == person_id)
        query = select(links.c.id).where(either, links.c.undone_at.is_(None)).limit(1)
        return (await self.connection.execute(query)).first() is not None

    async def _holds(self, person_id: str) -> bool:
        """Keep the person from being erased until the commit; False if that has happened."""
        query = (
            select(persons.c.id)
            .where(persons.c.id == person_id, persons.c.erased_at.is_(None))
            .with_for_update(read=True)
        )
        return (await self.connection.execute(query)).first() is not None

    async def _make(self, address: Address, hint: str | None) -> Contact:
        person_id = await self._person_for(address)
        address_id, status = new_id(), await self._first_status(person_id, address)
        place = ("address", "identifier", address_id)
        made = await self.rows.insert_if_new(
            addresses,
            id=address_id,
            person_id=person_id,
            channel=address.channel,
            lookup=self.rows.vault.lookup(address.channel, address.identifier),
            identifier_sealed=await self.rows.seal(person_id, place, address.identifier),
            hint=hint,
            status=status,
            created_at=self.now,
        )
        if made:
            return Contact(address_id, person_id, address, hint, status)
        # Another process stored this person's first message in the same moment: theirs counts.
        found = await self.find(address)
        if found is None:
            msg = "an address neither exists nor could be made"
            raise RuntimeError(msg)
        if found.person_id != person_id:
            await self._unmake(person_id)
        return found

    async def _person_for(self, address: Address) -> str:
        """Whose a new address is: the number's owner, or somebody new."""
        if address.channel not in PHONE_CHANNELS:
            return await self._new_person()
        owner = await self._owner_of_number(address)
        if owner:
            return owner
        person_id = await self._new_person()
        if await self._own_number(address, person_id):
            return person_id
        # Another process met the number in the same moment, on this channel or another.
        await self._unmake(person_id)
        owner = await self._owner_of_number(address)
        if owner is None:  # and it was erased since
            return await self._person_for(address)
        return owner

    async def _first_status(self, person_id: str, address: Address) -> str:
        """Who opted out on another channel of the same number did so here too."""
        if address.channel in TEXT_CHANNELS:
            for way in await self.ways(person_id, TEXT_CHANNELS):
                if way.status == "opted_out" and way.address.identifier == address.identifier:
                    return way.status
        return "active"

    async def _new_person(self) -> str:
        person_id = new_id()
        await self.connection.execute(
            insert(persons).values(
                id=person_id,
                data_key=self.rows.vault.new_person_key(person_id),
                created_at=self.now,
                language_chosen=False,
                last_n=0,
            )
        )
        return person_id

    async def _unmake(self, person_id: str) -> None:
        """Take back a person that was made in this transaction, unless they have an address."""
        query = select(addresses.c.id).where(addresses.c.person_id == person_id)
        if (await self.connection.execute(query)).first() is None:
            await self.connection.execute(delete(phones).where(phones.c.person_id == person_id))
            await self.connection.execute(delete(persons).where(persons.c.id == person_id))

    async def _own_number(self, address: Address, person_id: str) -> bool:
        """Note whose number it is; False where it is noted already."""
        lookup = self._number(address)
        return await self.rows.insert_if_new(phones, lookup=lookup, person_id=person_id)

    async def _owner_of_number(self, address: Address) -> str | None:
        query = select(phones.c.person_id).where(phones.c.lookup == self._number(address))
        owner: str | None = (await self.connection.execute(query)).scalar_one_or_none()
        return owner if owner and await self._holds(owner) else None

    def _number(self, address: Address) -> str:
        return self.rows.vault.lookup("phone", address.identifier)

    async def _opened(self, row: Row[Any]) -> Contact | None:
        place = ("address", "identifier", row.id)
        identifier = await self.rows.open(row.person_id, place, row.identifier_sealed)
        return None if identifier is None else _contact(row, Address(row.channel, identifier))


def _contact(row: Row[Any], address: Address) -> Contact:
    return Contact(
        row.id,
        row.person_id,
        address,
        row.hint,
        row.status,
        named=row.name_sealed is not None,
        last_heard=row.last_heard,
    )
