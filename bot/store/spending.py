"""Queries: what was sent for money, by day and by message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select, update

from bot.messages import Delivery, Estimate
from bot.store.phone_tables import spending
from bot.store.records import DayCost
from bot.store.rows import Queries
from bot.store.tables import message as messages
from bot.store.tables import outbox
from bot.store.tables import sent_part as parts

ONE_BY_ONE = 5_210_371
"""The number of a lock of PostgreSQL's; nothing else may use it."""


class Spending(Queries):
    """Sums by day, channel and kind. Amounts are millionths of the account's currency."""

    async def add(
        self, day: date, channel: str, kind: str, cost: Estimate, messages: int = 0
    ) -> None:
        """Add one part to its day; ``messages`` is 1 for the first part of a message."""
        await self.rows.insert_or_add(
            spending,
            {"day": day, "channel": channel, "kind": kind},
            messages=messages,
            segments=cost.segments,
            micros=cost.micros,
        )

    async def total(self, day: date) -> int:
        """What the whole day has cost so far."""
        query = select(func.coalesce(func.sum(spending.c.micros), 0)).where(spending.c.day == day)
        return int((await self.connection.execute(query)).scalar_one())

    async def reserve(self, seq: int, micros: int, day: date) -> int:
        """Keep so much for a message that was claimed; what the day has cost with it, and with
        all that is being sent at this moment.

        Processes do so one after the other, each until its commit, so that none of them is
        overlooked. SQLite's writers do that anyway.
        """
        if self.connection.dialect.name == "postgresql":
            await self.connection.execute(select(func.pg_advisory_xact_lock(ONE_BY_ONE)))
        await self.connection.execute(
            update(outbox).where(outbox.c.seq == seq).values(reserved=micros)
        )
        spent = select(func.coalesce(func.sum(spending.c.micros), 0)).where(spending.c.day == day)
        kept = select(func.coalesce(func.sum(outbox.c.reserved), 0)).where(
            outbox.c.state == Delivery.SENDING
        )
        # One statement sees one moment: what is settled in between is counted once.
        query = select(spent.scalar_subquery() + kept.scalar_subquery())
        return int((await self.connection.execute(query)).scalar_one())

    async def days(self, first: date, last: date) -> list[DayCost]:
        """The sums of these days, both included, newest first."""
        query = (
            select(spending)
            .where(spending.c.day >= first, spending.c.day <= last)
            .order_by(spending.c.day.desc(), spending.c.channel, spending.c.kind)
        )
        return [
            DayCost(row.day, row.channel, row.kind, row.messages, row.segments, row.micros)
            for row in await self.connection.execute(query)
        ]

    async def of(self, conversation_id: str) -> Mapping[str, Estimate]:
        """What the messages of a conversation cost, by message id; free ones are left out."""
        query = (
            select(parts.c.message_id, func.sum(parts.c.segments), func.sum(parts.c.micros))
            .join(messages, messages.c.id == parts.c.message_id)
            .where(messages.c.conversation_id == conversation_id, parts.c.micros.is_not(None))
            .group_by(parts.c.message_id)
        )
        return {
            row[0]: Estimate(int(row[1]), int(row[2]))
            for row in await self.connection.execute(query)
        }
