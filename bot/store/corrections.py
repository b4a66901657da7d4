"""Queries: what people say that messages mean, and the conversations to learn from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select

from bot.store.conversations import conversation_record
from bot.store.people import People
from bot.store.records import Correction, Talk
from bot.store.rows import Queries
from bot.store.tables import conversation as conversations
from bot.store.tables import correction as corrections
from bot.store.tables import event as events
from bot.store.tables import message as messages
from bot.store.tables import person as persons
from bot.store.transcript import Transcript


class Corrections(Queries):
    """Corrections are only added: the last one of a message counts."""

    async def add(self, message_id: str, staff_id: str, intents: Sequence[str]) -> None:
        """Write what ``staff_id`` says that the message means."""
        await self.connection.execute(
            insert(corrections).values(
                message_id=message_id, staff_id=staff_id, at=self.now, intents=" ".join(intents)
            )
        )

    async def of(self, conversation_id: str) -> dict[str, Correction]:
        """The last correction of each corrected message of a conversation, by message id."""
        query = (
            select(corrections)
            .join(messages, messages.c.id == corrections.c.message_id)
            .where(messages.c.conversation_id == conversation_id)
            .order_by(corrections.c.seq)
        )
        return {
            row.message_id: Correction(
                row.message_id, row.staff_id, row.at, tuple(row.intents.split())
            )
            for row in await self.connection.execute(query)
        }

    async def talks_since(self, since: datetime) -> list[str]:
        """Ids of the conversations in which something was said since then, newest first.

        Without those of persons who were erased, or who asked for it on any of their channels.
        """
        leaving = (
            select(conversations.c.person_id)
            .join(events, events.c.conversation_id == conversations.c.id)
            .where(events.c.kind == "erase_requested")
        )
        query = (
            select(conversations.c.id)
            .join(persons, persons.c.id == conversations.c.person_id)
            .where(
                conversations.c.last_at >= since,
                persons.c.erased_at.is_(None),
                conversations.c.person_id.not_in(leaving),
            )
            .order_by(conversations.c.last_at.desc(), conversations.c.id)
        )
        return list((await self.connection.execute(query)).scalars())

    async def talk(self, conversation_id: str) -> Talk:
        """One conversation, opened; raises sqlalchemy's NoResultFound."""
        query = select(conversations).where(conversations.c.id == conversation_id)
        conversation = conversation_record((await self.connection.execute(query)).one())
        name = await People(self.rows, self.now).display_name(conversation.address_id)
        return Talk(
            conversation=conversation,
            lines=tuple(await Transcript(self.rows, self.now).lines(conversation)),
            corrections=await self.of(conversation_id),
            names=(name,) if name else (),
        )
