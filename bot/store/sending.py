"""Queries: what is due to be sent, or done with what was sent, and what became of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, exists, func, insert, select, update

from bot.messages import Act, Delivery
from bot.store.records import Contact, Queued
from bot.store.rows import Queries
from bot.store.tables import outbox as rows_out
from bot.store.tables import sent_part as parts

STUCK = (Delivery.FAILED, Delivery.UNKNOWN)


class Sending(Queries):
    """The outbox as rows: written with the turn that decided them, sent after its commit."""

    async def add(self, message_id: str, contact: Contact) -> None:
        """Put a written line on its way."""
        await self._add(message_id, contact.id, contact.address.channel, Act.SEND)

    async def close_choices(self, message_id: str, contact: Contact, chosen: int) -> None:
        """Let a sent message show which of its choices was pressed, by its place from 0."""
        channel = contact.address.channel
        await self._add(message_id, contact.id, channel, Act.CLOSE_CHOICES, chosen)

    async def retract(self, contact: Contact, since: datetime) -> int:
        """Take back everything that was sent to this address since then; how many messages."""
        query = (
            select(parts.c.message_id)
            .where(parts.c.address_id == contact.id, parts.c.sent_at > since)
            .group_by(parts.c.message_id)
        )
        found = list((await self.connection.execute(query)).scalars())
        for message_id in found:
            await self._add(message_id, contact.id, contact.address.channel, Act.RETRACT)
        return len(found)

    async def resend(self, message_id: str) -> bool:
        """Queue a message again that failed or whose fate is unknown; False for any other."""
        statement = (
            update(rows_out)
            .where(
                rows_out.c.message_id == message_id,
                rows_out.c.act == Act.SEND,
                rows_out.c.state.in_(STUCK),
            )
            .values(state=Delivery.QUEUED, attempts=0, due_at=self.now, trouble=None)
        )
        return (await self.connection.execute(statement)).rowcount == 1

    async def due(
        self, channels: tuple[str, ...], limit: int, besides: Collection[str] = ()
    ) -> list[Queued]:
        """The next message of each address that is due, oldest first.

        A message waits until everything before it on the same address has left the queue, so
        that a person reads them in order. Addresses in ``besides`` are left out.
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
                rows_out.c.address_id.not_in(list(besides)),
                ~blocked,
            )
            .order_by(rows_out.c.seq)
            .limit(limit)
        )
        return [_queued(row) for row in (await self.connection.execute(query)).all()]

    async def stranded(self, channels: Collection[str]) -> list[tuple[str, datetime, int]]:
        """Messages that wait for a channel which is none of ``channels``: since when, how many."""
        query = (
            select(rows_out.c.channel, func.min(rows_out.c.due_at), func.count())
            .where(
                rows_out.c.state == Delivery.QUEUED,
                rows_out.c.act == Act.SEND,
                rows_out.c.channel.not_in(list(channels)),
            )
            .group_by(rows_out.c.channel)
        )
        rows = (await self.connection.execute(query)).all()
        return [(channel, since, count) for channel, since, count in rows]

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
        counts: bool = True,
    ) -> None:
        """End a send, or queue it again for ``due_at``.

        With ``counts`` False the attempt is forgotten: the provider only asked us to wait.
        """
        values: dict[str, Any] = {
            "state": state,
            "trouble": trouble,
            "due_at": due_at or self.now,
            "claimed_until": None,
        }
        if not counts:
            values["attempts"] = rows_out.c.attempts - 1
        await self.connection.execute(
            update(rows_out).where(rows_out.c.seq == seq).values(**values)
        )

    async def interrupted(self) -> list[Queued]:
        """Sends whose process died in the middle: nobody knows whether they arrived."""
        query = select(rows_out).where(
            rows_out.c.state == Delivery.SENDING,
            rows_out.c.claimed_until < self.now,
        )
        return [_queued(row) for row in (await self.connection.execute(query)).all()]

    async def add_part(self, queued: Queued, provider_id: str) -> None:
        """Note that the next part of a message was taken by the provider."""
        query = select(func.count()).where(parts.c.message_id == queued.message_id)
        await self.connection.execute(
            insert(parts).values(
                message_id=queued.message_id,
                part=(await self.connection.execute(query)).scalar_one(),
                address_id=queued.address_id,
                provider_id=provider_id,
                sent_at=self.now,
            )
        )

    async def parts(self, message_id: str) -> tuple[str, ...]:
        """The provider's ids of the parts of a message that were sent, in their order."""
        query = (
            select(parts.c.provider_id)
            .where(parts.c.message_id == message_id)
            .order_by(parts.c.part)
        )
        return tuple((await self.connection.execute(query)).scalars())

    async def message_of(self, address_id: str, provider_id: str) -> str | None:
        """The id of our message that has this provider's id at this address."""
        query = (
            select(parts.c.message_id)
            .where(parts.c.address_id == address_id, parts.c.provider_id == provider_id)
            .limit(1)
        )
        return (await self.connection.execute(query)).scalar_one_or_none()

    async def _add(
        self, message_id: str, address_id: str, channel: str, act: Act, chosen: int | None = None
    ) -> None:
        await self.connection.execute(
            insert(rows_out).values(
                message_id=message_id,
                address_id=address_id,
                channel=channel,
                act=act,
                chosen=chosen,
                state=Delivery.QUEUED,
                attempts=0,
                due_at=self.now,
            )
        )


def _queued(row: Row[Any]) -> Queued:
    return Queued(
        row.seq,
        row.message_id,
        row.address_id,
        row.channel,
        row.attempts,
        Act(row.act),
        row.chosen,
    )
