"""Queries: codes by which people prove that two addresses are theirs, and what they linked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, insert, or_, select, update

from bot.store.conversations import conversation_record
from bot.store.ids import new_id
from bot.store.phone_tables import link as links
from bot.store.phone_tables import link_code as codes
from bot.store.records import Conversation, Link
from bot.store.rows import Queries
from bot.store.tables import address as addresses
from bot.store.tables import case as cases
from bot.store.tables import conversation as conversations
from bot.store.tables import person as persons

CALLER = "caller"


@dataclass(frozen=True, slots=True)
class Maker:
    """Whose code it is, and on which of their addresses they asked for it."""

    person_id: str
    address_id: str


class Links(Queries):
    """Two persons linked stay two: no data is moved, and each keeps its own key."""

    async def add_code(self, code: str, person_id: str, address_id: str, lasts: timedelta) -> None:
        """Keep a code's keyed hash; one that this person made before is worth nothing now."""
        await self.connection.execute(delete(codes).where(codes.c.person_id == person_id))
        await self.connection.execute(
            insert(codes).values(
                lookup=self._lookup(code),
                person_id=person_id,
                address_id=address_id,
                expires_at=self.now + lasts,
            )
        )

    async def knows(self, code: str) -> bool:
        """Whether this code is one of ours and can be used now."""
        query = select(codes.c.lookup).where(codes.c.lookup == self._lookup(code), self._fresh())
        return (await self.connection.execute(query)).first() is not None

    async def maker(self, code: str) -> Maker | None:
        """Who made this code and where; None where it cannot be used now."""
        query = select(codes).where(codes.c.lookup == self._lookup(code), self._fresh())
        row = (await self.connection.execute(query)).one_or_none()
        return Maker(row.person_id, row.address_id) if row else None

    async def use(self, code: str) -> bool:
        """Use the code up; False where somebody else did, or its time is over."""
        statement = (
            update(codes)
            .where(codes.c.lookup == self._lookup(code), self._fresh())
            .values(used_at=self.now)
        )
        return (await self.connection.execute(statement)).rowcount == 1

    async def add(self, one_id: str, other_id: str) -> None:
        """Link two persons, unless they are."""
        if any({one.one_id, one.other_id} == {one_id, other_id} for one in await self.of(one_id)):
            return
        await self.connection.execute(
            insert(links).values(id=new_id(), one_id=one_id, other_id=other_id, made_at=self.now)
        )

    async def of(self, person_id: str) -> list[Link]:
        """What links this person to others at present, oldest first."""
        query = (
            select(links)
            .where(_touches(person_id), links.c.undone_at.is_(None))
            .order_by(links.c.made_at, links.c.id)
        )
        return [_link(row) for row in await self.connection.execute(query)]

    async def undo(self, link_id: str, by: str = CALLER) -> bool:
        """Part the two; False where they were parted before. ``by`` is a colleague or caller."""
        statement = (
            update(links)
            .where(links.c.id == link_id, links.c.undone_at.is_(None))
            .values(undone_at=self.now, undone_by=by)
        )
        return (await self.connection.execute(statement)).rowcount == 1

    async def address_ids(self, person_ids: Sequence[str]) -> list[str]:
        """The addresses of these persons, in the order of the persons, then of time."""
        query = (
            select(addresses.c.id, addresses.c.person_id)
            .join(persons, persons.c.id == addresses.c.person_id)
            .where(addresses.c.person_id.in_(person_ids), persons.c.erased_at.is_(None))
            .order_by(addresses.c.created_at, addresses.c.id)
        )
        rows = (await self.connection.execute(query)).all()
        return [row.id for row in sorted(rows, key=lambda row: person_ids.index(row.person_id))]

    async def conversations_of(self, person_ids: Sequence[str]) -> list[Conversation]:
        """All conversations of these persons, the latest first."""
        query = (
            select(conversations)
            .join(persons, persons.c.id == conversations.c.person_id)
            .where(conversations.c.person_id.in_(person_ids), persons.c.erased_at.is_(None))
            .order_by(conversations.c.last_at.desc(), conversations.c.id)
        )
        return [conversation_record(row) for row in await self.connection.execute(query)]

    async def case_numbers(self, person_ids: Sequence[str]) -> Mapping[str, str]:
        """The latest case of each conversation of these persons that became one."""
        query = (
            select(cases.c.conversation_id, cases.c.number)
            .where(cases.c.person_id.in_(person_ids))
            .order_by(cases.c.requested_human_at, cases.c.id)
        )
        return {row.conversation_id: row.number for row in await self.connection.execute(query)}

    async def forget(self, person_id: str) -> None:
        """Leave no trace of whom an erased person was linked with."""
        await self.connection.execute(delete(codes).where(codes.c.person_id == person_id))
        await self.connection.execute(delete(links).where(_touches(person_id)))

    def _lookup(self, code: str) -> str:
        return self.rows.vault.lookup("link code", code)

    def _fresh(self) -> ColumnElement[bool]:
        return codes.c.used_at.is_(None) & (codes.c.expires_at > self.now)


def _touches(person_id: str) -> ColumnElement[bool]:
    return or_(links.c.one_id == person_id, links.c.other_id == person_id)


def _link(row: Row[Any]) -> Link:
    return Link(row.id, row.one_id, row.other_id, row.made_at)
