"""Queries: calls that are to be made, and what became of making them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update

from bot.store.call_records import Dialling as Record
from bot.store.ids import new_id
from bot.store.tables import message as messages
from bot.store.voice_tables import dialling as rows_dialled
from bot.store.work import DOING, DONE, QUEUED, Work

UNKNOWN, STOPPED = "unknown", "stopped"


class Dialling(Work):
    """Written with what made them necessary, carried out after its commit."""

    table = rows_dialled

    async def add(
        self,
        purpose: str,
        reason: str,
        person_id: str | None,
        address_id: str | None,
        case_id: str | None,
        due_at: datetime,
        staff_id: str | None = None,
        dialling_id: str | None = None,
    ) -> str:
        """Ask for a call; its id, which a call that is made of it has as well.

        With a ``dialling_id`` that is known already nothing is added.
        """
        fresh = dialling_id or new_id()
        await self.rows.insert_if_new(
            rows_dialled,
            id=fresh,
            purpose=purpose,
            reason=reason,
            person_id=person_id,
            address_id=address_id,
            staff_id=staff_id,
            case_id=case_id,
            state=QUEUED,
            attempts=0,
            due_at=due_at,
            created_at=self.now,
        )
        return fresh

    async def get(self, dialling_id: str) -> Record | None:
        """The one with this id."""
        query = select(rows_dialled).where(rows_dialled.c.id == dialling_id)
        row = (await self.connection.execute(query)).one_or_none()
        return _record(row) if row else None

    async def due(self, limit: int) -> list[Record]:
        """What can be done now, longest due first."""
        query = (
            select(rows_dialled)
            .where(rows_dialled.c.state == QUEUED, rows_dialled.c.due_at <= self.now)
            .order_by(rows_dialled.c.due_at, rows_dialled.c.id)
            .limit(limit)
        )
        return [_record(row) for row in await self.connection.execute(query)]

    async def was_made(self, dialling_id: str) -> bool:
        """A call of this row was answered: it was made, whatever was thought of it."""
        statement = (
            update(rows_dialled)
            .where(rows_dialled.c.id == dialling_id, rows_dialled.c.state.in_((DOING, UNKNOWN)))
            .values(state=DONE, trouble=None, claimed_until=None)
        )
        return (await self.connection.execute(statement)).rowcount == 1

    async def interrupted(self) -> list[str]:
        """Those whose process died, so that nobody knows whether the call was made."""
        query = select(rows_dialled.c.id).where(
            rows_dialled.c.state == DOING, rows_dialled.c.claimed_until < self.now
        )
        return list((await self.connection.execute(query)).scalars())

    async def of_case(self, case_id: str) -> list[Record]:
        """All of a case, oldest first."""
        return await self._of(rows_dialled.c.case_id == case_id)

    async def under_way(self, case_id: str, staff_id: str) -> bool:
        """Whether a call to this colleague for this case is to be made."""
        query = select(rows_dialled.c.id).where(
            rows_dialled.c.case_id == case_id,
            rows_dialled.c.staff_id == staff_id,
            rows_dialled.c.state.in_((QUEUED, DOING)),
        )
        return (await self.connection.execute(query.limit(1))).first() is not None

    async def count_since(
        self, purpose: str, since: datetime, address_ids: Collection[str]
    ) -> int:
        """How many of this purpose were asked for these addresses after ``since``."""
        query = select(func.count()).where(
            rows_dialled.c.purpose == purpose,
            rows_dialled.c.created_at > since,
            rows_dialled.c.address_id.in_(list(address_ids)),
        )
        return int((await self.connection.execute(query)).scalar_one())

    async def was_told(self, person_id: str, text_key: str, since: datetime) -> bool:
        """Whether this person was sent this text after ``since``."""
        query = select(messages.c.id).where(
            messages.c.person_id == person_id,
            messages.c.text_key == text_key,
            messages.c.created_at > since,
        )
        return (await self.connection.execute(query.limit(1))).first() is not None

    async def _of(self, *conditions: Any) -> list[Record]:
        query = (
            select(rows_dialled)
            .where(*conditions)
            .order_by(rows_dialled.c.created_at, rows_dialled.c.id)
        )
        return [_record(row) for row in await self.connection.execute(query)]


def _record(row: Row[Any]) -> Record:
    return Record(
        id=row.id,
        purpose=row.purpose,
        reason=row.reason,
        person_id=row.person_id,
        address_id=row.address_id,
        staff_id=row.staff_id,
        case_id=row.case_id,
        state=row.state,
        attempts=row.attempts,
        due_at=row.due_at,
        created_at=row.created_at,
        trouble=row.trouble,
    )
