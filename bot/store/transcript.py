"""Queries: the transcript, line by line, and what of it a polling door shows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, func, insert, or_, select, update

from bot.messages import Author, Choice, Delivery, Shown
from bot.store.ids import new_id
from bot.store.people import People
from bot.store.records import Conversation, Line
from bot.store.rows import Queries
from bot.store.tables import address as addresses
from bot.store.tables import conversation as conversations
from bot.store.tables import inbound as inbounds
from bot.store.tables import message as messages

FINAL = (Delivery.DELIVERED, Delivery.READ, Delivery.FAILED)


class Transcript(Queries):
    """Every message in and out, in the order in which the person saw them."""

    async def add_in(
        self,
        conversation: Conversation,
        inbound_id: str,
        text: str,
        choice: str | None,
        understood: dict[str, Any],
        quoted: str | None = None,
        forwarded: bool = False,
        **columns: Any,
    ) -> str:
        """Write what the caller said. ``choice`` (it may be an intake answer), ``understood`` and
        ``quoted`` are sealed; ``columns`` are codes."""
        besides = {"choice": choice, "quoted": quoted, "forwarded": forwarded}
        return await self._add(
            conversation,
            direction="in",
            author=Author.CALLER,
            text=text,
            inbound_id=inbound_id,
            understood={**understood, **besides},
            **columns,
        )

    async def add_out(
        self,
        conversation: Conversation,
        author: Author,
        text: str,
        choices: tuple[Choice, ...] = (),
        message_id: str | None = None,
        **columns: Any,
    ) -> str:
        """Write what the bot or an operator says; the outbox sends it after the commit.

        Returns the line's id: ``message_id``, or a fresh one.
        """
        return await self._add(
            conversation,
            direction="out",
            author=author,
            text=text,
            choices=choices,
            status=Delivery.QUEUED,
            message_id=message_id,
            **columns,
        )

    async def has(self, message_id: str) -> bool:
        """Whether there is a line with this id."""
        query = select(messages.c.id).where(messages.c.id == message_id)
        return (await self.connection.execute(query)).first() is not None

    async def lines(self, conversation: Conversation) -> list[Line]:
        """The transcript of a conversation, opened; texts are None once it was erased."""
        query = (
            select(messages)
            .where(messages.c.conversation_id == conversation.id)
            .order_by(messages.c.n)
        )
        rows = (await self.connection.execute(query)).all()
        return [await self._line(row) for row in rows]

    async def line(self, message_id: str) -> Line:
        """One line by its id."""
        query = select(messages).where(messages.c.id == message_id)
        return await self._line((await self.connection.execute(query)).one())

    async def brought_by(self, address_id: str, **hashes: str) -> Line | None:
        """The caller's line that this provider's message made: ``external_hash`` or
        ``album_hash`` names it. None where there is none."""
        column, value = next(iter(hashes.items()))
        query = (
            select(messages)
            .join(inbounds, inbounds.c.id == messages.c.inbound_id)
            .where(inbounds.c.address_id == address_id, inbounds.c[column] == value)
            .order_by(messages.c.n)
            .limit(1)
        )
        row = (await self.connection.execute(query)).one_or_none()
        return await self._line(row) if row else None

    async def brought(self, inbound_id: str) -> Line | None:
        """The caller's line that this message made; None where it made none."""
        query = select(messages).where(messages.c.inbound_id == inbound_id)
        row = (await self.connection.execute(query)).one_or_none()
        return await self._line(row) if row else None

    async def answers_to(self, line: Line) -> list[Line]:
        """What the bot said on the same channel between this line of the caller and their next."""
        where = select(messages.c.address_id).where(messages.c.id == line.id).scalar_subquery()
        here = messages.c.address_id == where
        then = (
            select(func.min(messages.c.n))
            .where(here, messages.c.direction == "in", messages.c.n > line.n)
            .scalar_subquery()
        )
        query = (
            select(messages)
            .where(
                here,
                messages.c.direction == "out",
                messages.c.author == Author.BOT,
                messages.c.n > line.n,
                or_(then.is_(None), messages.c.n < then),
            )
            .order_by(messages.c.n)
        )
        rows = (await self.connection.execute(query)).all()
        return [await self._line(row) for row in rows]

    async def last_in(self, conversation_id: str) -> str | None:
        """The id of the caller's last line in a conversation."""
        query = (
            select(messages.c.id)
            .where(messages.c.conversation_id == conversation_id, messages.c.direction == "in")
            .order_by(messages.c.n.desc())
            .limit(1)
        )
        return (await self.connection.execute(query)).scalar_one_or_none()

    async def answered_by_hand(self, person_id: str) -> datetime | None:
        """When an operator last wrote to this person; None where nobody did."""
        query = (
            select(messages.c.created_at)
            .where(messages.c.person_id == person_id, messages.c.author == Author.OPERATOR)
            .order_by(messages.c.created_at.desc())
            .limit(1)
        )
        return (await self.connection.execute(query)).scalar_one_or_none()

    async def place(self, message_id: str) -> tuple[str, int]:
        """Conversation and number of a line, without opening it."""
        query = select(messages.c.conversation_id, messages.c.n).where(messages.c.id == message_id)
        row = (await self.connection.execute(query)).one()
        return row.conversation_id, row.n

    async def shown(self, address_id: str, after: int, limit: int = 200) -> list[Shown]:
        """What was sent to this address after line ``after``, oldest first."""
        query = (
            select(messages)
            .where(
                messages.c.address_id == address_id,
                messages.c.direction == "out",
                messages.c.status.in_((Delivery.SENT, Delivery.DELIVERED, Delivery.READ)),
                messages.c.n > after,
            )
            .order_by(messages.c.n)
            .limit(limit)
        )
        lines = [await self._line(row) for row in await self.connection.execute(query)]
        return [
            Shown(line.n, line.author, line.text, line.language or "en", line.choices)
            for line in lines
            if line.text is not None
        ]

    async def settle(self, message_id: str, status: Delivery, provider_id: str | None) -> None:
        """Note how far an outgoing line has come.

        "Sent" is no news of what a report called delivered, read or failed before.
        """
        values: dict[str, Any] = {"status": status}
        if status is Delivery.SENT:
            known = messages.c.status.in_(FINAL)
            values["status"] = case((known, messages.c.status), else_=str(status))
        if provider_id:
            values["provider_id"] = provider_id
        await self.connection.execute(
            update(messages).where(messages.c.id == message_id).values(**values)
        )

    async def last_intents(self, conversation_ids: list[str]) -> dict[str, list[str]]:
        """The intents found in each conversation, without repeats."""
        query = (
            select(messages.c.conversation_id, messages.c.intent)
            .where(
                messages.c.conversation_id.in_(conversation_ids), messages.c.intent.is_not(None)
            )
            .group_by(messages.c.conversation_id, messages.c.intent)
            .order_by(func.min(messages.c.n))
        )
        found: dict[str, list[str]] = {}
        for row in await self.connection.execute(query):
            found.setdefault(row.conversation_id, []).append(row.intent)
        return found

    async def sent_otherwise(self, conversation: Conversation) -> dict[str, str]:
        """The channels of lines that took another way than their conversation, by line."""
        query = (
            select(messages.c.id, addresses.c.channel)
            .join(addresses, addresses.c.id == messages.c.address_id)
            .where(
                messages.c.conversation_id == conversation.id,
                messages.c.address_id != conversation.address_id,
            )
        )
        return {row.id: row.channel for row in await self.connection.execute(query)}

    async def counts(self, conversation_ids: list[str]) -> dict[str, int]:
        """How many lines each conversation has."""
        query = (
            select(messages.c.conversation_id, func.count())
            .where(messages.c.conversation_id.in_(conversation_ids))
            .group_by(messages.c.conversation_id)
        )
        return {row[0]: row[1] for row in await self.connection.execute(query)}

    async def _add(
        self,
        conversation: Conversation,
        *,
        text: str,
        choices: tuple[Choice, ...] = (),
        understood: dict[str, Any] | None = None,
        message_id: str | None = None,
        **columns: Any,
    ) -> str:
        message_id, person_id = message_id or new_id(), conversation.person_id
        shown = [{"id": c.id, "label": c.label, "control": c.control} for c in choices]

        async def seal(column: str, value: Any) -> bytes | None:
            place = ("message", column, message_id)
            return await self.rows.seal(person_id, place, value) if value else None

        columns.setdefault("address_id", conversation.address_id)
        await self.connection.execute(
            insert(messages).values(
                id=message_id,
                conversation_id=conversation.id,
                person_id=person_id,
                n=await People(self.rows, self.now).next_n_at(person_id, columns["address_id"]),
                text_sealed=await self.rows.seal(person_id, ("message", "text", message_id), text),
                choices_sealed=await seal("choices", shown),
                understood_sealed=await seal("understood", understood),
                created_at=self.now,
                **columns,
            )
        )
        await self.connection.execute(
            update(conversations)
            .where(conversations.c.id == conversation.id)
            .values(last_at=self.now)
        )
        return message_id

    async def _line(self, row: Row[Any]) -> Line:
        def place(column: str) -> tuple[str, str, str]:
            return ("message", column, row.id)

        choices = await self.rows.open(row.person_id, place("choices"), row.choices_sealed)
        sealed = row.understood_sealed
        understood = await self.rows.open(row.person_id, place("understood"), sealed) or {}
        return Line(
            id=row.id,
            conversation_id=row.conversation_id,
            n=row.n,
            direction=row.direction,
            author=Author(row.author),
            staff_id=row.staff_id,
            text=await self.rows.open(row.person_id, place("text"), row.text_sealed),
            choices=tuple(Choice(**choice) for choice in choices or ()),
            text_key=row.text_key,
            choice=understood.get("choice"),
            language=row.language,
            script=row.script,
            intent=row.intent,
            confidence=row.confidence,
            ranked=tuple((i["name"], i["confidence"]) for i in understood.get("intents", ())),
            alarms=tuple(row.alarms.split()) if row.alarms else (),
            triage=row.triage,
            degraded=row.degraded,
            sensitive=row.sensitive,
            model_version=row.model_version,
            content_version=row.content_version,
            created_at=row.created_at,
            status=row.status,
            quoted=understood.get("quoted"),
            forwarded=bool(understood.get("forwarded")),
        )
