"""Queries: messages that are due to be sent, and what became of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, insert, select, update

from bot.messages import Delivery
from bot.store.records import Contact, Queued
from bot.store.rows import Queries
from bot.store.tables import outbox as rows_out


class Sending(Queries):
    """The outbox as rows: written with the turn that decided them, sent after its commit."""

    async def add(self, message_id: str, contact: Contact) -> None:
        """Put a written line on its way."""
        await self.connection.execute(
            insert(rows_out).values(
                message_id=message_id,
                address_id=contact.id,
                channel=contact.address.channel,
                state=Delivery.QUEUED,
                attempts=0,
                due_at=self.now,
            )
        )

    async def due(self, channels: tuple[str, ...], limit: int) -> list[Queued]:
        """The next message of each address that is due, oldest first.

        A message waits until everything before it on the same address has left the queue, so
        that a person reads them in order.
        """
        earlier = rows_out.alias("earlier")
        blocked = exists().where(
            earlier.c.address_id == rows_out.c.address_id,
            earlier.c.seq < rows_out.c.seq,
            earlier.c.state.in_((Delivery.QUEUED, Delivery.SENDING)),
        )
        query = (
            select(rows_out)
            .where(
                rows_out.c.state == Delivery.QUEUED,
                rows_out.c.due_at <= self.now,
                rows_out.c.channel.in_(channels),
                ~blocked,
            )
            .order_by(rows_out.c.seq)
            .limit(limit)
        )
        found = (await self.connection.execute(query)).all()
        return [
            Queued(row.seq, row.message_id, row.address_id, row.channel, row.attempts)
            for row in found
        ]

    async def claim(self, seq: int, lease: timedelta) -> bool:
        """Take a message for sending; False if another process took it."""
        statement = (
            update(rows_out)
            .where(rows_out.c.seq == seq, rows_out.c.state == Delivery.QUEUED)
            .values(
                state=Delivery.SENDING,
                attempts=rows_out.c.attempts + 1,
                claimed_until=self.now + lease,
            )
        )
        return (await self.connection.execute(statement)).rowcount == 1

    async def settle(
        self,
        seq: int,
        state: Delivery,
        *,
        trouble: str | None = None,
        due_at: datetime | None = None,
    ) -> None:
        """End a send, or queue it again for ``due_at``."""
        await self.connection.execute(
            update(rows_out)
            .where(rows_out.c.seq == seq)
            .values(state=state, trouble=trouble, due_at=due_at or self.now, claimed_until=None)
        )

    async def interrupted(self) -> list[Queued]:
        """Sends whose process died in the middle: nobody knows whether they arrived."""
        query = select(rows_out).where(
            rows_out.c.state == Delivery.SENDING,
            rows_out.c.claimed_until < self.now,
        )
        found = (await self.connection.execute(query)).all()
        return [
            Queued(row.seq, row.message_id, row.address_id, row.channel, row.attempts)
            for row in found
        ]
