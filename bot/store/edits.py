"""Queries: what callers changed their messages to. What they wrote first is kept as well."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from bot.store.records import Edit
from bot.store.rows import Queries
from bot.store.tables import message as messages
from bot.store.tables import message_edit as edits


class Edits(Queries):
    """Each change of a message, in its order."""

    async def add(self, person_id: str, message_id: str, inbound_id: str, text: str) -> None:
        """Keep a change; ``inbound_id`` names what brought it."""
        await self.rows.insert_if_new(
            edits,
            message_id=message_id,
            inbound_id=inbound_id,
            at=self.now,
            text_sealed=await self.rows.seal(person_id, _place(inbound_id), text),
        )

    async def of(self, conversation_id: str) -> Mapping[str, tuple[Edit, ...]]:
        """The changes in a conversation, by message id."""
        query = (
            select(edits, messages.c.person_id)
            .join(messages, messages.c.id == edits.c.message_id)
            .where(messages.c.conversation_id == conversation_id)
            .order_by(edits.c.seq)
        )
        found: dict[str, tuple[Edit, ...]] = {}
        for row in (await self.connection.execute(query)).all():
            text = await self.rows.open(row.person_id, _place(row.inbound_id), row.text_sealed)
            edit = Edit(row.message_id, row.at, text)
            found[row.message_id] = (*found.get(row.message_id, ()), edit)
        return found


def _place(inbound_id: str) -> tuple[str, str, str]:
    return ("message_edit", "text", inbound_id)
