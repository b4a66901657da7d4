"""Queries: persons, their addresses, and the lock that keeps one person's turns apart."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import delete, insert, or_, select, update

from bot.messages import Address
from bot.store.ids import new_id
from bot.store.records import Contact, Person
from bot.store.rows import Queries
from bot.store.tables import address as addresses
from bot.store.tables import person as persons


class People(Queries):
    """Who writes, from where, in which language, and with what consent."""

    async def contact(self, address: Address, hint: str | None = None) -> Contact:
        """The contact behind ``address``; made, with a new person, at the first message."""
        lookup = self.rows.vault.lookup(address.channel, address.identifier)
        found = await self.find(address)
        if found and await self._holds(found.person_id):
            return found
        return await self._make(address, lookup, hint)

    async def find(self, address: Address) -> Contact | None:
        """The contact behind ``address``, if it ever wrote."""
        lookup = self.rows.vault.lookup(address.channel, address.identifier)
        query = select(addresses).where(
            addresses.c.channel == address.channel, addresses.c.lookup == lookup
        )
        row = (await self.connection.execute(query)).one_or_none()
        if row is None:
            return None
        named = row.name_sealed is not None
        return Contact(row.id, row.person_id, address, row.hint, row.status, named)

    async def by_id(self, address_id: str) -> Contact | None:
        """The contact with this id; None once the person was erased."""
        query = select(addresses).where(addresses.c.id == address_id)
        row = (await self.connection.execute(query)).one()
        place = ("address", "identifier", row.id)
        identifier = await self.rows.open(row.person_id, place, row.identifier_sealed)
        if identifier is None:
            return None
        address = Address(row.channel, identifier)
        return Contact(row.id, row.person_id, address, row.hint, row.status)

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
        """Set the status of an address: active or dead."""
        await self.connection.execute(
            update(addresses).where(addresses.c.id == address_id).values(status=status)
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
                )
            )
        self.rows.forget(person_id)

    async def _holds(self, person_id: str) -> bool:
        """Keep the person from being erased until the commit; False if that has happened."""
        query = (
            select(persons.c.id)
            .where(persons.c.id == person_id, persons.c.erased_at.is_(None))
            .with_for_update(read=True)
        )
        return (await self.connection.execute(query)).first() is not None

    async def _make(self, address: Address, lookup: str, hint: str | None) -> Contact:
        person_id, address_id = new_id(), new_id()
        await self.connection.execute(
            insert(persons).values(
                id=person_id,
                data_key=self.rows.vault.new_person_key(person_id),
                created_at=self.now,
                language_chosen=False,
                last_n=0,
            )
        )
        place = ("address", "identifier", address_id)
        made = await self.rows.insert_if_new(
            addresses,
            id=address_id,
            person_id=person_id,
            channel=address.channel,
            lookup=lookup,
            identifier_sealed=await self.rows.seal(person_id, place, address.identifier),
            hint=hint,
            status="active",
            created_at=self.now,
        )
        if made:
            return Contact(address_id, person_id, address, hint, "active")
        # Another process stored this person's first message in the same moment: theirs counts.
        await self.connection.execute(delete(persons).where(persons.c.id == person_id))
        found = await self.find(address)
        if found is None:
            msg = "an address neither exists nor could be made"
            raise RuntimeError(msg)
        return found
