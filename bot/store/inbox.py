"""Queries: what came in and waits for its turn."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select, update

from bot.messages import Inbound
from bot.store.ids import new_id
from bot.store.records import Contact, Waiting
from bot.store.rows import Queries
from bot.store.tables import inbound as inbounds
from bot.store.tables import person as persons


class Inbox(Queries):
    """Each message is kept here before anybody says that it arrived."""

    async def add(
        self, message: Inbound, contact: Contact, ready_at: datetime | None = None
    ) -> str | None:
        """Keep ``message`` until its turn, at ``ready_at`` at the earliest; the row's id.

        None if this provider's id was kept before for this address.
        """
        row_id = new_id()
        row: dict[str, Any] = {
            "id": row_id,
            "person_id": contact.person_id,
            "address_id": contact.id,
            "external_hash": self._hash(contact.id, message.external_id),
            "about_hash": message.about and self._hash(contact.id, message.about),
            "album_hash": message.album and self._hash(contact.id, message.album),
            "payload_sealed": await self.rows.seal(
                contact.person_id, ("inbound", "payload", row_id), payload_of(message)
            ),
            "received_at": message.received_at,
            "ready_at": ready_at,
            "state": "received",
            "attempts": 0,
        }
        delivery = message.delivery_id and self.rows.vault.lookup(
            "delivery", message.address.channel, message.delivery_id
        )
        if await self.rows.insert_if_new(inbounds, delivery_hash=delivery, **row):
            return row_id
        if delivery and not await self._is_kept(row["address_id"], row["external_hash"]):
            # The provider began to count its deliveries afresh: another message, an old number.
            kept = await self.rows.insert_if_new(inbounds, delivery_hash=None, **row)
            return row_id if kept else None
        return None

    async def people_waiting(self, limit: int, besides: Collection[str] = ()) -> list[str]:
        """Ids of persons with unprocessed messages whom nobody holds, longest waiting first.

        However many messages one of them sent, the others are seen; ``besides`` are left out.
        """
        free = or_(persons.c.locked_until.is_(None), persons.c.locked_until < self.now)
        query = (
            select(inbounds.c.person_id)
            .join(persons, persons.c.id == inbounds.c.person_id)
            .where(
                inbounds.c.state == "received",
                or_(inbounds.c.ready_at.is_(None), inbounds.c.ready_at <= self.now),
                free,
                inbounds.c.person_id.not_in(list(besides)),
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
        return await self._waiting(row)

    async def find(self, address_id: str, external_id: str) -> tuple[str, str] | None:
        """The id and the state of what came from this address under the provider's id."""
        query = select(inbounds.c.id, inbounds.c.state).where(
            inbounds.c.address_id == address_id,
            inbounds.c.external_hash == self._hash(address_id, external_id),
        )
        row = (await self.connection.execute(query)).one_or_none()
        return (row.id, row.state) if row else None

    async def album_of(self, waiting: Waiting) -> list[Waiting]:
        """The other messages of the same album that wait, in the order of arrival."""
        if waiting.album_hash is None:
            return []
        return await self._later(waiting, inbounds.c.album_hash == waiting.album_hash)

    async def edits_of(self, waiting: Waiting) -> list[Waiting]:
        """Changes of this message that wait already, in the order of arrival."""
        return await self._later(waiting, inbounds.c.about_hash == waiting.external_hash)

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

    async def _later(self, waiting: Waiting, condition: ColumnElement[bool]) -> list[Waiting]:
        query = (
            select(inbounds)
            .where(
                inbounds.c.state == "received",
                inbounds.c.address_id == waiting.address_id,
                inbounds.c.seq > waiting.seq,
                condition,
            )
            .order_by(inbounds.c.seq)
        )
        return [await self._waiting(row) for row in (await self.connection.execute(query)).all()]

    async def _waiting(self, row: Row[Any]) -> Waiting:
        place = ("inbound", "payload", row.id)
        return Waiting(
            seq=row.seq,
            id=row.id,
            person_id=row.person_id,
            address_id=row.address_id,
            external_hash=row.external_hash,
            about_hash=row.about_hash,
            album_hash=row.album_hash,
            attempts=row.attempts,
            received_at=row.received_at,
            payload=await self.rows.open(row.person_id, place, row.payload_sealed) or {},
        )

    async def _is_kept(self, address_id: str, external_hash: str) -> bool:
        query = select(inbounds.c.id).where(
            inbounds.c.address_id == address_id, inbounds.c.external_hash == external_hash
        )
        return (await self.connection.execute(query)).first() is not None

    def _hash(self, address_id: str, provider_id: str) -> str:
        return self.rows.vault.lookup("external", address_id, provider_id)


def payload_of(message: Inbound) -> dict[str, Any]:
    """What a turn needs of ``message``, as JSON."""
    return {
        "happening": message.happening,
        "text": message.text,
        "choice": message.choice,
        "label": message.label,
        "pressed_on": message.pressed_on,
        "hint": message.hint,
        "language": message.language,
        "campaign": message.campaign,
        "confidence": message.confidence,
        "quoted": message.quoted,
        "forwarded": message.forwarded,
        "media": [
            {
                "kind": one.kind,
                "name": one.name,
                "note": one.note,
                "latitude": one.latitude,
                "longitude": one.longitude,
                "live": one.live,
            }
            for one in message.media
        ],
    }
