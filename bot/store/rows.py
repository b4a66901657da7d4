"""What every group of queries shares: the connection, the keys, the time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import ErasedError
from bot.store.tables import person
from bot.store.vault import Keyring, Vault

ID_LENGTH = 36


class Rows:
    """One transaction's connection with the rings of the persons it has met."""

    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        """``connection`` is inside a transaction that its unit of work ends."""
        self.connection = connection
        self.vault = vault
        self._rings: dict[str, Keyring | None] = {}

    async def ring(self, person_id: str) -> Keyring:
        """The ring of a person; raises ErasedError when the key was destroyed."""
        ring = await self._find_ring(person_id)
        if ring is None:
            raise ErasedError
        return ring

    async def seal(self, person_id: str, place: tuple[str, str, str], value: Any) -> bytes:
        """Encrypt ``value`` (anything JSON holds) for (table, column, row)."""
        content = json.dumps(value, ensure_ascii=False).encode()
        return await self.seal_bytes(person_id, place, content)

    async def seal_bytes(
        self, person_id: str, place: tuple[str, str, str], content: bytes
    ) -> bytes:
        """Encrypt ``content`` for (table, column, row); raises ErasedError."""
        ring = await self.ring(person_id)
        return ring.seal("|".join(place), content)

    async def open(self, person_id: str, place: tuple[str, str, str], sealed: bytes | None) -> Any:
        """Decrypt what seal() made; None for nothing, and None once the person was erased."""
        content = await self.open_bytes(person_id, place, sealed)
        return None if content is None else json.loads(content)

    async def open_bytes(
        self, person_id: str, place: tuple[str, str, str], sealed: bytes | None
    ) -> bytes | None:
        """Decrypt what seal_bytes() made; None as in open()."""
        if sealed is None:
            return None
        ring = await self._find_ring(person_id)
        return None if ring is None else ring.open("|".join(place), sealed)

    def seal_own(self, place: tuple[str, str, str], value: str) -> bytes:
        """Encrypt ``value``, which belongs to no person, for (table, column, row)."""
        ring = self.vault.own("|".join(place[:2]))
        return ring.seal("|".join(place), value.encode())

    def open_own(self, place: tuple[str, str, str], sealed: bytes | None) -> str | None:
        """Decrypt what seal_own() made; None for nothing."""
        if sealed is None:
            return None
        ring = self.vault.own("|".join(place[:2]))
        return ring.open("|".join(place), sealed).decode()

    def id_of(self, *parts: str) -> str:
        """The id of a row that exists once for these ``parts``: 36 characters, not telling."""
        return self.vault.lookup(*parts)[:ID_LENGTH]

    def forget(self, person_id: str) -> None:
        """Drop a ring whose key was destroyed in this transaction."""
        self._rings[person_id] = None

    async def insert_if_new(self, table: Table, **values: Any) -> bool:
        """Insert a row unless a unique key stands against it; whether it was inserted."""
        dialect = self.connection.dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        statement = insert(table).values(**values).on_conflict_do_nothing()
        result = await self.connection.execute(statement)
        return result.rowcount == 1

    async def insert_or_add(self, table: Table, key: Mapping[str, Any], **amounts: int) -> None:
        """Add ``amounts`` to the row with this ``key``, made where there is none, in one step."""
        dialect = self.connection.dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        added = {name: table.c[name] + amount for name, amount in amounts.items()}
        statement = insert(table).values(**key, **amounts)
        await self.connection.execute(
            statement.on_conflict_do_update(index_elements=list(key), set_=added)
        )

    async def _find_ring(self, person_id: str) -> Keyring | None:
        if person_id not in self._rings:
            query = select(person.c.data_key).where(person.c.id == person_id)
            wrapped = (await self.connection.execute(query)).scalar_one_or_none()
            try:
                self._rings[person_id] = wrapped and self.vault.person(person_id, wrapped)
            except InvalidTag:
                msg = "a person's key does not belong to this master key"
                raise ErasedError(msg) from None
        return self._rings[person_id]


class Queries:
    """Base of the groups of queries: each has the rows of its unit of work."""

    def __init__(self, rows: Rows, now: datetime) -> None:
        """``now`` is the moment of the unit of work; all its rows carry the same one."""
        self.rows = rows
        self.now = now
        self.connection = rows.connection
