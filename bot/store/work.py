"""Queries: rows of work that one process takes at a time, for as long as a lease."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import Table, update

from bot.store.rows import Queries

QUEUED, DOING, DONE, FAILED = ("queued", "doing", "done", "failed")
MOST_TROUBLE = 48


class Work(Queries):
    """Base of the queries of such a ``table``, whose rows have state, attempts, due_at,
    claimed_until and trouble."""

    table: ClassVar[Table]

    async def claim(self, row_id: str, lease: timedelta) -> bool:
        """Take one; False if another process took it."""
        rows = self.table
        statement = (
            update(rows)
            .where(rows.c.id == row_id, rows.c.state == QUEUED)
            .values(state=DOING, attempts=rows.c.attempts + 1, claimed_until=self.now + lease)
        )
        return (await self.connection.execute(statement)).rowcount == 1

    async def settle(
        self,
        row_id: str,
        state: str,
        trouble: str | None = None,
        due_at: datetime | None = None,
        *,
        counts: bool = True,
    ) -> None:
        """End one, or try again at ``due_at``; with ``counts`` False the attempt is forgotten."""
        rows = self.table
        await self.connection.execute(
            update(rows)
            .where(rows.c.id == row_id)
            .values(
                state=state,
                trouble=trouble and trouble[:MOST_TROUBLE],
                due_at=due_at or self.now,
                claimed_until=None,
                attempts=rows.c.attempts - (0 if counts else 1),
            )
        )
