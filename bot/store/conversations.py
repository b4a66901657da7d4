"""Queries: conversations, who owns them, their events and timers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, exists, insert, select, update

from bot.messages import Owner
from bot.store.ids import new_id
from bot.store.records import Contact, Conversation, Event
from bot.store.rows import Queries
from bot.store.tables import conversation as conversations
from bot.store.tables import event as events
from bot.store.tables import message as messages
from bot.store.tables import timer as timers


def conversation_record(row: Row[Any]) -> Conversation:
    """A row of the conversation table as a record."""
    return Conversation(
        id=row.id,
        person_id=row.person_id,
        address_id=row.address_id,
        channel=row.channel,
        state=row.state,
        owner=Owner(row.owner),
        owner_version=row.owner_version,
        staff_id=row.staff_id,
        language=row.language,
        opened_at=row.opened_at,
        last_at=row.last_at,
        closed_at=row.closed_at,
        outcome=row.outcome,
    )


class Conversations(Queries):
    """One open conversation for each address; exactly one owner at any moment."""

    async def current(self, contact: Contact) -> Conversation:
        """The conversation that a message from this address belongs to."""
        return await self.led_elsewhere(contact) or await self.open(contact)

    async def open(self, contact: Contact) -> Conversation:
        """The open conversation on this address; begun when there is none."""
        found = await self.find_open(contact.id)
        if found:
            return found
        await self.rows.insert_if_new(
            conversations,
            id=new_id(),
            person_id=contact.person_id,
            address_id=contact.id,
            channel=contact.address.channel,
            state="open",
            owner=Owner.BOT,
            owner_version=0,
            opened_at=self.now,
            last_at=self.now,
        )
        begun = await self.find_open(contact.id)
        if begun is None:
            msg = "a conversation neither exists nor could be begun"
            raise RuntimeError(msg)
        return begun

    async def find_open(self, address_id: str) -> Conversation | None:
        """The open conversation on this address, if there is one."""
        query = select(conversations).where(
            conversations.c.address_id == address_id, conversations.c.state == "open"
        )
        row = (await self.connection.execute(query)).one_or_none()
        return conversation_record(row) if row else None

    async def led_elsewhere(self, contact: Contact) -> Conversation | None:
        """The conversation of another address that an operator holds and has written to this
        one in: who answers that is talking to the operator. None where there is none."""
        here = exists().where(
            messages.c.conversation_id == conversations.c.id,
            messages.c.address_id == contact.id,
            messages.c.direction == "out",
        )
        query = (
            select(conversations)
            .where(
                conversations.c.person_id == contact.person_id,
                conversations.c.address_id != contact.id,
                conversations.c.state == "open",
                conversations.c.owner == Owner.OPERATOR,
                here,
            )
            .order_by(conversations.c.last_at.desc())
            .limit(1)
        )
        row = (await self.connection.execute(query)).one_or_none()
        return conversation_record(row) if row else None

    async def get(self, conversation_id: str) -> Conversation | None:
        """The conversation with this id."""
        query = select(conversations).where(conversations.c.id == conversation_id)
        row = (await self.connection.execute(query)).one_or_none()
        return conversation_record(row) if row else None

    async def session(self, conversation: Conversation) -> dict[str, Any] | None:
        """Where the flows stand in this conversation; None at its beginning."""
        query = select(conversations.c.session_sealed).where(conversations.c.id == conversation.id)
        sealed = (await self.connection.execute(query)).scalar_one()
        place = ("conversation", "session", conversation.id)
        value: dict[str, Any] | None = await self.rows.open(conversation.person_id, place, sealed)
        return value

    async def save_session(self, conversation: Conversation, session: Mapping[str, Any]) -> None:
        """Keep where the flows stand."""
        place = ("conversation", "session", conversation.id)
        sealed = await self.rows.seal(conversation.person_id, place, dict(session))
        await self._update(conversation.id, session_sealed=sealed)

    async def touch(self, conversation_id: str, language: str | None = None) -> None:
        """Note that something was said, and in which language."""
        values: dict[str, Any] = {"last_at": self.now}
        if language:
            values["language"] = language
        await self._update(conversation_id, **values)

    async def hand(
        self, conversation: Conversation, owner: Owner, staff_id: str | None = None
    ) -> bool:
        """Give the conversation to ``owner`` by compare-and-set.

        False if its owner has changed since ``conversation`` was read.
        """
        statement = (
            update(conversations)
            .where(
                conversations.c.id == conversation.id,
                conversations.c.owner_version == conversation.owner_version,
            )
            .values(owner=owner, staff_id=staff_id, owner_version=conversation.owner_version + 1)
        )
        return (await self.connection.execute(statement)).rowcount == 1

    async def still(self, conversation: Conversation) -> bool:
        """Whether the owner is the one that was read; holds the row until the commit."""
        statement = (
            update(conversations)
            .where(
                conversations.c.id == conversation.id,
                conversations.c.owner_version == conversation.owner_version,
            )
            .values(owner_version=conversation.owner_version)
        )
        return (await self.connection.execute(statement)).rowcount == 1

    async def close(self, conversation_id: str, outcome: str) -> None:
        """End a conversation; the next message on its address begins a new one."""
        await self._update(conversation_id, state="closed", closed_at=self.now, outcome=outcome)

    async def close_all(self, person_id: str, outcome: str) -> None:
        """End every open conversation of a person and forget where its flows stand."""
        await self.connection.execute(
            update(conversations)
            .where(conversations.c.person_id == person_id, conversations.c.state == "open")
            .values(
                state="closed",
                owner=Owner.NOBODY,
                owner_version=conversations.c.owner_version + 1,
                closed_at=self.now,
                outcome=outcome,
                session_sealed=None,
            )
        )

    async def idle_since(self, moment: datetime, limit: int = 50) -> list[Conversation]:
        """Open conversations that only the bot holds and in which nothing was said since."""
        query = (
            select(conversations)
            .where(
                conversations.c.state == "open",
                conversations.c.owner == Owner.BOT,
                conversations.c.last_at < moment,
            )
            .limit(limit)
        )
        return [conversation_record(row) for row in await self.connection.execute(query)]

    async def set_outcome(self, conversation_id: str, outcome: str) -> None:
        """Note how far the conversation has come."""
        await self._update(conversation_id, outcome=outcome)

    async def _update(self, conversation_id: str, **values: Any) -> None:
        await self.connection.execute(
            update(conversations).where(conversations.c.id == conversation_id).values(**values)
        )


class Events(Queries):
    """What happened, as codes: rendered for each reader, never stored in words."""

    async def add(
        self,
        kind: str,
        actor: str,
        *,
        conversation_id: str | None = None,
        case_id: str | None = None,
        **params: Any,
    ) -> None:
        """Write one event. ``params`` are codes and numbers, never personal data."""
        await self.connection.execute(
            insert(events).values(
                conversation_id=conversation_id,
                case_id=case_id,
                at=self.now,
                kind=kind,
                actor=actor,
                params=params,
            )
        )

    async def of(self, conversation_id: str) -> list[Event]:
        """The events of a conversation in their order."""
        query = (
            select(events)
            .where(events.c.conversation_id == conversation_id)
            .order_by(events.c.seq)
        )
        rows = (await self.connection.execute(query)).all()
        return [
            Event(r.seq, r.conversation_id, r.case_id, r.at, r.kind, r.actor, r.params)
            for r in rows
        ]


class Timers(Queries):
    """What should happen when nobody speaks: one timer of a kind for each conversation."""

    async def set(self, conversation_id: str, kind: str, due_at: datetime) -> None:
        """Set or move the timer."""
        await self.clear(conversation_id, kind)
        await self.connection.execute(
            insert(timers).values(
                id=new_id(), conversation_id=conversation_id, kind=kind, due_at=due_at
            )
        )

    async def clear(self, conversation_id: str, kind: str) -> None:
        """Take the timer away, if it is set."""
        await self.connection.execute(
            delete(timers).where(
                timers.c.conversation_id == conversation_id, timers.c.kind == kind
            )
        )

    async def due(self, limit: int = 50) -> list[tuple[str, str, str]]:
        """Timers whose time has come: (id, conversation id, kind)."""
        query = (
            select(timers)
            .where(timers.c.due_at <= self.now)
            .order_by(timers.c.due_at)
            .limit(limit)
        )
        rows = (await self.connection.execute(query)).all()
        return [(row.id, row.conversation_id, row.kind) for row in rows]

    async def postpone(self, timer_id: str, due_at: datetime) -> None:
        """Let a timer come due later."""
        await self.connection.execute(
            update(timers).where(timers.c.id == timer_id).values(due_at=due_at)
        )

    async def take(self, timer_id: str) -> bool:
        """Remove a timer that has come due; False if somebody else took it."""
        statement = delete(timers).where(timers.c.id == timer_id)
        return (await self.connection.execute(statement)).rowcount == 1
