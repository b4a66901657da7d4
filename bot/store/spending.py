"""Queries: what was sent for money, by day and by message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select

from bot.messages import PHONE_CHANNELS, Delivery, Estimate
from bot.store.phone_tables import spending
from bot.store.records import DayCost
from bot.store.rows import Queries
from bot.store.tables import message as messages
from bot.store.tables import outbox
from bot.store.tables import sent_part as parts


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

    async def under_way(self, besides: int) -> int:
        """How many other messages are being sent on phone channels at this moment."""
        query = (
            select(func.count())
            .select_from(outbox)
            .where(
                outbox.c.state == Delivery.SENDING,
                outbox.c.channel.in_(PHONE_CHANNELS),
                outbox.c.seq != besides,
            )
        )
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
