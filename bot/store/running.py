"""Queries: which process does what only one may do, how the doors stand, and what they keep."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, update

from bot.messages import Act, Delivery, DoorReport
from bot.store.rows import Queries
from bot.store.tables import door as doors
from bot.store.tables import lease as leases
from bot.store.tables import meta, outbox


class Leases(Queries):
    """A task that one process at a time holds, for as long as it renews it."""

    async def take(self, name: str, holder: str, span: timedelta) -> bool:
        """Take or renew the task; False while another process holds it."""
        free = or_(leases.c.holder == holder, leases.c.until < self.now)
        statement = (
            update(leases)
            .where(leases.c.name == name, free)
            .values(holder=holder, until=self.now + span)
        )
        if (await self.connection.execute(statement)).rowcount == 1:
            return True
        return await self.rows.insert_if_new(
            leases, name=name, holder=holder, until=self.now + span
        )

    async def give_back(self, name: str, holder: str) -> None:
        """Let others take the task at once."""
        await self.connection.execute(
            delete(leases).where(leases.c.name == name, leases.c.holder == holder)
        )


class Doors(Queries):
    """What was last seen of each door, by whichever process looked."""

    async def report(self, channel: str, problem: str | None, pending: int | None) -> bool:
        """Write down how a door stands; whether its problem changed."""
        query = select(doors).where(doors.c.channel == channel)
        known = (await self.connection.execute(query)).one_or_none()
        if known is None:
            await self.rows.insert_if_new(
                doors,
                channel=channel,
                problem=problem,
                since=self.now,
                pending=pending,
                checked_at=self.now,
            )
            return problem is not None
        changed = bool(known.problem != problem)
        await self.connection.execute(
            update(doors)
            .where(doors.c.channel == channel)
            .values(
                problem=problem,
                since=self.now if changed else known.since,
                pending=pending,
                checked_at=self.now,
            )
        )
        return changed

    async def all(self) -> list[DoorReport]:
        """How every door stands that was ever looked at."""
        query = select(doors).order_by(doors.c.channel)
        return [
            DoorReport(row.channel, row.problem, row.since, row.pending)
            for row in (await self.connection.execute(query)).all()
        ]

    async def stranded(self, channels: Collection[str]) -> list[tuple[str, datetime, int]]:
        """Messages that wait for a channel which is none of ``channels``: since when, how many."""
        query = (
            select(outbox.c.channel, func.min(outbox.c.due_at), func.count())
            .where(
                outbox.c.state == Delivery.QUEUED,
                outbox.c.act == Act.SEND,
                outbox.c.channel.not_in(list(channels)),
            )
            .group_by(outbox.c.channel)
        )
        rows = (await self.connection.execute(query)).all()
        return [(channel, since, count) for channel, since, count in rows]


class Kept(Queries):
    """Small facts of a door that outlive a restart and tell nothing of anybody."""

    async def recall(self, key: str) -> str | None:
        """What was kept under ``key`` (64 characters at most), None where nothing was."""
        query = select(meta.c.value).where(meta.c.key == key)
        value = (await self.connection.execute(query)).scalar_one_or_none()
        return None if value is None else bytes(value).decode()

    async def recall_all(self, keys: Collection[str]) -> Mapping[str, str]:
        """What was kept under each of these keys, without those under which nothing was."""
        query = select(meta.c.key, meta.c.value).where(meta.c.key.in_(keys))
        rows = (await self.connection.execute(query)).all()
        return {key: bytes(value).decode() for key, value in rows}

    async def forget(self, keys: Collection[str]) -> None:
        """Keep nothing under these keys any more."""
        await self.connection.execute(delete(meta).where(meta.c.key.in_(keys)))

    async def remember(self, key: str, value: str) -> None:
        """Keep ``value`` under ``key`` in place of what was kept there."""
        content = value.encode()
        changed = await self.connection.execute(
            update(meta).where(meta.c.key == key).values(value=content)
        )
        if not changed.rowcount:
            await self.rows.insert_if_new(meta, key=key, value=content)
