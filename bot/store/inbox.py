"""Queries: what came in and waits for its turn."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update

from bot.messages import Inbound
from bot.store.ids import new_id
from bot.store.records import Contact, Waiting
from bot.store.rows import Queries
from bot.store.tables import inbound as inbounds
from bot.store.tables import person as persons


class Inbox(Queries):
    """Each message is kept here before anybody says that it arrived."""

    async def add(self, message: Inbound, contact: Contact) -> bool:
        """Keep ``message``; False if this provider's id was kept before for this address."""
        row_id = new_id()
        payload: dict[str, Any] = {
            "text": message.text,
            "choice": message.choice,
            "external_id": message.external_id,
            "hint": message.hint,
            "media": list(message.media),
        }
        place = ("inbound", "payload", row_id)
        return await self.rows.insert_if_new(
            inbounds,
            id=row_id,
            person_id=contact.person_id,
            address_id=contact.id,
            external_hash=self.rows.vault.lookup("external", contact.id, message.external_id),
            payload_sealed=await self.rows.seal(contact.person_id, place, payload),
            received_at=message.received_at,
            state="received",
            attempts=0,
        )

    async def people_waiting(self, limit: int, besides: Collection[str] = ()) -> list[str]:
        """Ids of persons with unprocessed messages whom nobody holds, longest waiting first.

        However many messages one of them sent, the others are seen; ``besides`` are left out.
        """
        free = or_(persons.c.locked_until.is_(None), persons.c.locked_until < self.now)
        query = (
            select(inbounds.c.person_id)
            .join(persons, persons.c.id == inbounds.c.person_id)
            .where(
                inbounds.c.state == "received", free, inbounds.c.person_id.not_in(list(besides))
            )
            .group_by(inbounds.c.person_id)
            .order_by(func.min(inbounds.c.seq))
            .limit(limit)
        )
        return list((await self.connection.execute(query)).scalars())

    async def oldest(self, person_id: str) -> Waiting | None:
        """The person's next message in the order of arrival."""
        query = (
            select(inbounds)
            .where(inbounds.c.state == "received", inbounds.c.person_id == person_id)
            .order_by(inbounds.c.seq)
            .limit(1)
        )
        row = (await self.connection.execute(query)).one_or_none()
        if row is None:
            return None
        place = ("inbound", "payload", row.id)
        return Waiting(
            seq=row.seq,
            id=row.id,
            person_id=row.person_id,
            address_id=row.address_id,
            attempts=row.attempts,
            received_at=row.received_at,
            payload=await self.rows.open(row.person_id, place, row.payload_sealed) or {},
        )

    async def attempted(self, seq: int) -> None:
        """Count one more try, so that a message that kills its turn is noticed."""
        await self.connection.execute(
            update(inbounds).where(inbounds.c.seq == seq).values(attempts=inbounds.c.attempts + 1)
        )

    async def settle(self, seq: int, state: str = "processed") -> bool:
        """End the wait of a message; False if it was ended before."""
        statement = (
            update(inbounds)
            .where(inbounds.c.seq == seq, inbounds.c.state == "received")
            .values(state=state, processed_at=self.now)
        )
        return (await self.connection.execute(statement)).rowcount == 1

    async def oldest_waiting_since(self) -> datetime | None:
        """When the longest waiting message arrived, for the health page."""
        query = (
            select(inbounds.c.received_at)
            .where(inbounds.c.state == "received")
            .order_by(inbounds.c.seq)
            .limit(1)
        )
        return (await self.connection.execute(query)).scalar_one_or_none()
