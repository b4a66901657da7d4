"""Queries: what is to be tidied up at providers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update

from bot.store.ids import new_id
from bot.store.phone_tables import chore as chores
from bot.store.records import Chore
from bot.store.rows import Queries

QUEUED, DOING, DONE, FAILED = ("queued", "doing", "done", "failed")
KEPT = timedelta(days=14)
"""How long it can be seen what became of one."""


class Chores(Queries):
    """Written with what made them necessary, carried out after its commit."""

    async def add(self, channel: str, kind: str, ref: str) -> None:
        """Ask for one; the same kind for the same ``ref`` is asked for once."""
        await self.rows.insert_if_new(
            chores,
            id=new_id(),
            channel=channel,
            kind=kind,
            ref=ref,
            state=QUEUED,
            attempts=0,
            due_at=self.now,
        )

    async def due(self, channels: Sequence[str], limit: int) -> list[Chore]:
        """What can be done now, longest due first."""
        query = (
            select(chores)
            .where(
                chores.c.state == QUEUED,
                chores.c.due_at <= self.now,
                chores.c.channel.in_(channels),
            )
            .order_by(chores.c.due_at, chores.c.id)
            .limit(limit)
        )
        return [
            Chore(row.id, row.channel, row.kind, row.ref, row.attempts)
            for row in await self.connection.execute(query)
        ]

    async def claim(self, chore_id: str, lease: timedelta) -> bool:
        """Take one; False if another process took it."""
        statement = (
            update(chores)
            .where(chores.c.id == chore_id, chores.c.state == QUEUED)
            .values(state=DOING, attempts=chores.c.attempts + 1, claimed_until=self.now + lease)
        )
        return (await self.connection.execute(statement)).rowcount == 1

    async def settle(
        self,
        chore_id: str,
        state: str,
        trouble: str | None = None,
        due_at: datetime | None = None,
        *,
        counts: bool = True,
    ) -> None:
        """End one, or try again at ``due_at``; with ``counts`` False the attempt is forgotten."""
        await self.connection.execute(
            update(chores)
            .where(chores.c.id == chore_id)
            .values(
                state=state,
                trouble=trouble and trouble[:48],
                due_at=due_at or self.now,
                claimed_until=None,
                attempts=chores.c.attempts - (0 if counts else 1),
            )
        )

    async def has_old(self) -> bool:
        """Whether there are some that ended long ago."""
        query = select(chores.c.id).where(*self._old()).limit(1)
        return (await self.connection.execute(query)).first() is not None

    async def forget_old(self) -> None:
        """Delete those that ended long ago."""
        await self.connection.execute(delete(chores).where(*self._old()))

    def _old(self) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return chores.c.state.in_((DONE, FAILED)), chores.c.due_at < self.now - KEPT

    async def interrupted(self) -> bool:
        """Whether there are some whose process died."""
        query = (
            select(chores.c.id)
            .where(chores.c.state == DOING, chores.c.claimed_until < self.now)
            .limit(1)
        )
        return (await self.connection.execute(query)).first() is not None

    async def release_interrupted(self) -> None:
        """Those whose process died are done again: that does no harm."""
        await self.connection.execute(
            update(chores)
            .where(chores.c.state == DOING, chores.c.claimed_until < self.now)
            .values(state=QUEUED, claimed_until=None)
        )
