"""Queries for the measurement: what the service has stored, said and told people of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from bot.bench.traffic.books import UNDER_WAY, Entry
from bot.bench.traffic.side import Held
from bot.messages import Address
from bot.store.people import People
from bot.store.rows import Queries
from bot.store.tables import event as events
from bot.store.tables import inbound as inbounds
from bot.store.tables import message as messages
from bot.store.tables import outbox as rows_out
from bot.store.tables import sent_part as parts

NOWHERE = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the service has come: messages stored, turns taken, and what is under way."""

    stored: int
    turns: int
    unprocessed: int
    unsent: int


class Ledger(Queries):
    """Reads what the service wrote, without opening any text."""

    async def progress(self) -> Progress:
        """How far it has come."""
        turns = select(func.count()).where(messages.c.direction == "in")
        return Progress(
            stored=await self._count(select(func.count()).select_from(inbounds)),
            turns=await self._count(turns),
            unprocessed=await self._count(
                select(func.count()).where(inbounds.c.state == "received")
            ),
            unsent=await self._count(select(func.count()).where(rows_out.c.state.in_(UNDER_WAY))),
        )

    async def person(self, channel: str, held: Held) -> tuple[tuple[int, ...], tuple[Entry, ...]]:
        """What was stored of one person's messages, and their transcript, each in its order."""
        contact = await People(self.rows, self.now).find(Address(channel, held.identifier))
        if contact is None:
            return (), ()
        numbers = {
            self.rows.vault.lookup("external", contact.id, name): number
            for name, number in held.offered.items()
        }
        query = (
            select(inbounds.c.id, inbounds.c.external_hash)
            .where(inbounds.c.address_id == contact.id)
            .order_by(inbounds.c.seq)
        )
        rows = (await self.connection.execute(query)).all()
        # What nobody offered counts as out of place wherever it stands.
        brought = {row.id: numbers.get(row.external_hash, 0) for row in rows}
        return tuple(brought.values()), await self._entries(contact.id, brought, held)

    async def _entries(
        self, address_id: str, brought: Mapping[str, int], held: Held
    ) -> tuple[Entry, ...]:
        query = select(messages).where(messages.c.address_id == address_id).order_by(messages.c.n)
        rows = (await self.connection.execute(query)).all()
        sent = await self._sent(address_id, held)
        shown = await self._shown({row.conversation_id for row in rows})
        return tuple(
            Entry(
                brought_by=brought[row.inbound_id] if row.direction == "in" else None,
                status=row.status,
                sent=tuple(sent[row.id].values()),
                arrived=_arrived(held, row.id, sent[row.id]),
                shown=(row.conversation_id, row.n) in shown,
            )
            for row in rows
        )

    async def _sent(self, address_id: str, held: Held) -> Mapping[str, dict[int, int]]:
        """By our message and its part; 0 is what the double never took."""
        query = (
            select(parts.c.message_id, parts.c.part, parts.c.provider_id)
            .where(parts.c.address_id == address_id)
            .order_by(parts.c.message_id, parts.c.part)
        )
        found: defaultdict[str, dict[int, int]] = defaultdict(dict)
        for row in (await self.connection.execute(query)).all():
            found[row.message_id][row.part] = held.accepted.get(row.provider_id, NOWHERE)
        return found

    async def _shown(self, conversations: set[str]) -> set[tuple[str, int]]:
        query = select(events.c.conversation_id, events.c.params).where(
            events.c.kind == "send_trouble", events.c.conversation_id.in_(conversations)
        )
        rows = (await self.connection.execute(query)).all()
        return {(row.conversation_id, row.params["n"]) for row in rows}

    async def _count(self, query: Select[int]) -> int:
        found: int = (await self.connection.execute(query)).scalar_one()
        return found


def _arrived(held: Held, message_id: str, noted: Mapping[int, int]) -> tuple[int, ...] | None:
    """What came for parts of a message of ours that are not noted as sent."""
    if held.parts is None:
        return None
    return tuple(
        number
        for (owner, part), number in held.parts.items()
        if owner == message_id and part not in noted
    )
