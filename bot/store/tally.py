"""Queries: how often something happened in an hour, counted without saying what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select

from bot.store.phone_tables import tally
from bot.store.rows import Queries

KEPT = timedelta(hours=2)


def hour_of(moment: datetime) -> datetime:
    """The beginning of the hour of ``moment``, in UTC."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


class Tally(Queries):
    """Counts by the hour. What is counted is named by a keyed hash."""

    async def add(self, what: str, value: str, moment: datetime | None = None) -> int:
        """Count ``value`` once more at ``moment``, or now; how often it came in that hour."""
        hour = hour_of(moment or self.now)
        name = self._name(what, value)
        await self.rows.insert_or_add(tally, {"name": name, "hour": hour}, count=1)
        return await self.count(what, value, moment)

    async def count(self, what: str, value: str, moment: datetime | None = None) -> int:
        """How often ``value`` came in the hour of ``moment``, or in this hour."""
        query = select(tally.c["count"]).where(
            tally.c.name == self._name(what, value), tally.c.hour == hour_of(moment or self.now)
        )
        return int((await self.connection.execute(query)).scalar_one_or_none() or 0)

    async def has_old(self) -> bool:
        """Whether there are counts that nobody needs any more."""
        query = select(tally.c.name).where(tally.c.hour < self.now - KEPT).limit(1)
        return (await self.connection.execute(query)).first() is not None

    async def forget_old(self) -> None:
        """Delete what nobody needs any more."""
        await self.connection.execute(delete(tally).where(tally.c.hour < self.now - KEPT))

    def _name(self, what: str, value: str) -> str:
        return self.rows.vault.lookup("tally", what, value)
