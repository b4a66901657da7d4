"""Queries: what is to be tidied up at providers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select, update

from bot.store.ids import new_id
from bot.store.phone_tables import chore as chores
from bot.store.records import Chore
from bot.store.work import DOING, DONE, FAILED, QUEUED, Work

KEPT = timedelta(days=14)
"""How long it can be seen what became of one."""


class Chores(Work):
    """Written with what made them necessary, carried out after its commit."""

    table = chores

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
