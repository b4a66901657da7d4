"""Queries: what providers reported of messages that were sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select

from bot.messages import Delivery
from bot.store.phone_tables import delivery_report as reports
from bot.store.rows import Queries
from bot.store.tables import message as messages
from bot.store.tables import outbox
from bot.store.tables import sent_part as parts

LATELY = 500
"""How many of a channel's last messages are looked at to see whether reports come."""


class DeliveryReports(Queries):
    """One row for each state that a part was reported to be in."""

    async def add(self, message_id: str, part: int, state: Delivery, code: str | None) -> bool:
        """Keep a report; False for one that was kept before."""
        return await self.rows.insert_if_new(
            reports, message_id=message_id, part=part, state=state, code=code, at=self.now
        )

    async def of(self, message_id: str) -> Mapping[int, tuple[Delivery, ...]]:
        """The states that each part of a message was reported to be in."""
        query = select(reports.c.part, reports.c.state).where(reports.c.message_id == message_id)
        found: dict[int, tuple[Delivery, ...]] = {}
        for part, state in await self.connection.execute(query):
            found[part] = (*found.get(part, ()), Delivery(state))
        return found

    async def forget(self, message_id: str, first: int) -> None:
        """Part ``first`` and those after it are sent anew: what was reported is of old."""
        await self.connection.execute(
            delete(reports).where(reports.c.message_id == message_id, reports.c.part >= first)
        )

    async def known(self, message_id: str) -> tuple[str, str | None] | None:
        """State and first provider's id of a message of ours; None where it is not ours."""
        query = select(messages.c.status, messages.c.provider_id).where(
            messages.c.id == message_id, messages.c.direction == "out"
        )
        row = (await self.connection.execute(query)).one_or_none()
        return (row.status, row.provider_id) if row else None

    async def traffic(self, channel: str) -> tuple[datetime | None, datetime | None]:
        """When a part was last sent on a channel, and when the last report of one came."""
        lately = (
            select(outbox.c.message_id)
            .where(outbox.c.channel == channel)
            .order_by(outbox.c.seq.desc())
            .limit(LATELY)
        )
        return (
            await self._latest(parts.c.sent_at, parts.c.message_id.in_(lately)),
            await self._latest(reports.c.at, reports.c.message_id.in_(lately)),
        )

    async def _latest(
        self, column: ColumnElement[datetime], condition: ColumnElement[bool]
    ) -> datetime | None:
        query = select(func.max(column)).where(condition)
        return (await self.connection.execute(query)).scalar_one_or_none()
