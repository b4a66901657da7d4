"""Queries: urgent cases that nobody holds, and whether somebody on duty has accepted them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select, update

from bot.store.call_records import Duty
from bot.store.ids import new_id
from bot.store.rows import Queries
from bot.store.tables import case as cases
from bot.store.voice_tables import duty as duties

OPEN, ACCEPTED, OVER = "open", "accepted", "over"


class Duties(Queries):
    """One row for each case of which people on duty are told."""

    async def add(self, case_id: str) -> bool:
        """Begin to tell of a case; False where that was begun before."""
        return await self.rows.insert_if_new(
            duties,
            id=new_id(),
            case_id=case_id,
            state=OPEN,
            attempts=0,
            due_at=self.now,
            created_at=self.now,
        )

    async def get(self, duty_id: str) -> Duty | None:
        """The one with this id."""
        query = select(duties).where(duties.c.id == duty_id)
        row = (await self.connection.execute(query)).one_or_none()
        return _duty(row) if row else None

    async def begun(self) -> set[str]:
        """The cases of which people are or were told."""
        return set((await self.connection.execute(select(duties.c.case_id))).scalars())

    async def due(self) -> list[Duty]:
        """Those whose next round is due, longest due first."""
        query = (
            select(duties)
            .where(duties.c.state == OPEN, duties.c.due_at <= self.now)
            .order_by(duties.c.due_at, duties.c.id)
        )
        return [_duty(row) for row in await self.connection.execute(query)]

    async def take(self, duty: Duty, again_after: timedelta) -> bool:
        """Take the round that is due; False if another process took it."""
        statement = (
            update(duties)
            .where(
                duties.c.id == duty.id,
                duties.c.state == OPEN,
                duties.c.attempts == duty.attempts,
            )
            .values(attempts=duty.attempts + 1, due_at=self.now + again_after)
        )
        return (await self.connection.execute(statement)).rowcount == 1

    async def accept(self, duty_id: str, place: int) -> bool:
        """Somebody on duty, by their place in the list, takes care; False where it is over."""
        statement = (
            update(duties)
            .where(duties.c.id == duty_id, duties.c.state == OPEN)
            .values(state=ACCEPTED, accepted_at=self.now, accepted_by=place)
        )
        return (await self.connection.execute(statement)).rowcount == 1

    async def accepted_by(self, duty_id: str) -> int | None:
        """Who has accepted it, by their place."""
        query = select(duties.c.accepted_by).where(duties.c.id == duty_id)
        return (await self.connection.execute(query)).scalar_one_or_none()

    async def end(self, duty_id: str) -> None:
        """Nobody needs to be told any more."""
        await self.connection.execute(
            update(duties).where(duties.c.id == duty_id, duties.c.state == OPEN).values(state=OVER)
        )

    async def unanswered(self, since: datetime) -> tuple[datetime, int] | None:
        """Since when the oldest case waits of which people were told before ``since``, and how
        many such cases there are; None for none."""
        query = (
            select(duties.c.created_at)
            .join(cases, cases.c.id == duties.c.case_id)
            .where(duties.c.state == OPEN, duties.c.created_at <= since, cases.c.state == "queued")
            .order_by(duties.c.created_at)
        )
        found = list((await self.connection.execute(query)).scalars())
        return (found[0], len(found)) if found else None


def _duty(row: Row[Any]) -> Duty:
    return Duty(row.id, row.case_id, row.state, row.attempts, row.created_at)
