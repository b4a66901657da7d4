"""Queries: what came and went beside words. Contents and handles are sealed under their key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, delete, exists, insert, select, update

from bot.messages import Delivery, Media, MediaKind
from bot.store.ids import new_id
from bot.store.records import Attachment, Contact, Conversation, NewFile, ToFetch
from bot.store.rows import Queries
from bot.store.tables import address as addresses
from bot.store.tables import attachment as attachments
from bot.store.tables import message as messages
from bot.store.tables import outbox as rows_out

HANDLE = ("ref", "name", "latitude", "longitude", "live", "note", "unique")
PENDING, FETCHING, STORED, REFUSED, FAILED, NOTHING = (
    "pending",
    "fetching",
    "stored",
    "refused",
    "failed",
    "none",
)

# A list of files needs none of their contents.
DESCRIBED = tuple(column for column in attachments.c if column.name != "content_sealed")


class Attachments(Queries):
    """Kept with the message that brought them; their files are fetched afterwards. Those that
    we send are there with their line."""

    async def add(self, contact: Contact, inbound_id: str, media: Iterable[Media]) -> None:
        """Keep what a message carries; what its door refused is kept as refused."""
        for one in media:
            row_id = new_id()
            about = {name: value for name, value in asdict(one).items() if name in HANDLE}
            state = REFUSED if one.refused else PENDING if one.ref else NOTHING
            await self.connection.execute(
                insert(attachments).values(
                    id=row_id,
                    person_id=contact.person_id,
                    address_id=contact.id,
                    inbound_id=inbound_id,
                    kind=one.kind,
                    mime=one.mime[:96] if one.mime else None,
                    size=one.size,
                    seconds=one.seconds,
                    about_sealed=await self.rows.seal(contact.person_id, _about(row_id), about),
                    state=state,
                    reason=one.refused,
                    attempts=0,
                    due_at=self.now,
                    created_at=self.now,
                )
            )

    async def enclose(
        self, conversation: Conversation, contact: Contact, message_id: str, file: NewFile
    ) -> None:
        """Keep a file that goes out to ``contact`` with a line of ``conversation``."""
        row_id, person_id = new_id(), conversation.person_id
        await self.connection.execute(
            insert(attachments).values(
                id=row_id,
                person_id=person_id,
                address_id=contact.id,
                message_id=message_id,
                kind=file.kind,
                mime=file.mime,
                size=len(file.content),
                about_sealed=await self.rows.seal(person_id, _about(row_id), {"name": file.name}),
                content_sealed=await self.rows.seal_bytes(
                    person_id, _content(row_id), file.content
                ),
                state=STORED,
                attempts=0,
                due_at=self.now,
                created_at=self.now,
            )
        )

    async def enclosed(self, message_id: str) -> Attachment | None:
        """The file that goes out with a line of ours, without its content."""
        query = select(*DESCRIBED).where(_ours(), attachments.c.message_id == message_id)
        row = (await self.connection.execute(query)).one_or_none()
        return await self._record(row) if row else None

    async def to_send(
        self, attachment_id: str, channel: str | None = None
    ) -> tuple[Attachment, bytes] | None:
        """A file that we send, opened; None once it is erased, and for what others sent.

        With ``channel`` only where its message was handed over there or is about to be, and has
        not failed.
        """
        query = select(attachments).where(_ours(), attachments.c.id == attachment_id)
        if channel:
            query = query.where(
                exists().where(
                    rows_out.c.message_id == attachments.c.message_id,
                    rows_out.c.channel == channel,
                    rows_out.c.state != Delivery.FAILED,
                )
            )
        return await self._opened(query)

    async def belong_to(self, message_id: str, inbound_ids: Sequence[str]) -> None:
        """Say which line of the transcript brought these. What it has already is dropped: the
        change of a message brings its file again."""
        await self.connection.execute(
            update(attachments)
            .where(attachments.c.inbound_id.in_(inbound_ids))
            .values(message_id=message_id)
        )
        await self._drop_repeated(message_id)

    async def move(self, message_id: str, place: Media) -> None:
        """A place that a message told has changed: only the last one is kept."""
        query = select(attachments).where(
            attachments.c.message_id == message_id, attachments.c.kind == MediaKind.LOCATION
        )
        for row in (await self.connection.execute(query)).all():
            about = await self.rows.open(row.person_id, _about(row.id), row.about_sealed) or {}
            about |= {
                "latitude": place.latitude,
                "longitude": place.longitude,
                "live": place.live,
            }
            await self._update(
                row.id, about_sealed=await self.rows.seal(row.person_id, _about(row.id), about)
            )

    async def of(self, conversation_id: str) -> Mapping[str, tuple[Attachment, ...]]:
        """What the messages of a conversation brought, by message id."""
        query = (
            select(*DESCRIBED)
            .join(messages, messages.c.id == attachments.c.message_id)
            .where(messages.c.conversation_id == conversation_id)
            .order_by(attachments.c.created_at, attachments.c.id)
        )
        found: dict[str, tuple[Attachment, ...]] = {}
        for row in (await self.connection.execute(query)).all():
            found[row.message_id] = (*found.get(row.message_id, ()), await self._record(row))
        return found

    async def content(
        self, conversation_id: str, attachment_id: str
    ) -> tuple[Attachment, bytes] | None:
        """A stored file of this conversation, opened; None where there is none."""
        query = (
            select(attachments)
            .join(messages, messages.c.id == attachments.c.message_id)
            .where(
                messages.c.conversation_id == conversation_id, attachments.c.id == attachment_id
            )
        )
        return await self._opened(query)

    async def _opened(self, query: Select[Any]) -> tuple[Attachment, bytes] | None:
        row = (await self.connection.execute(query)).one_or_none()
        if row is None or row.state != STORED:
            return None
        content = await self.rows.open_bytes(row.person_id, _content(row.id), row.content_sealed)
        return None if content is None else (await self._record(row), content)

    async def due(self, channels: Sequence[str], limit: int) -> list[ToFetch]:
        """Files that can be fetched now, oldest first."""
        query = (
            select(attachments, addresses.c.channel)
            .join(addresses, addresses.c.id == attachments.c.address_id)
            .where(
                attachments.c.state == PENDING,
                attachments.c.due_at <= self.now,
                addresses.c.channel.in_(channels),
            )
            .order_by(attachments.c.due_at, attachments.c.id)
            .limit(limit)
        )
        return [await self._to_fetch(row) for row in (await self.connection.execute(query)).all()]

    async def claim(self, attachment_id: str, lease: timedelta) -> bool:
        """Take a file for fetching; False if another process took it."""
        statement = (
            update(attachments)
            .where(attachments.c.id == attachment_id, attachments.c.state == PENDING)
            .values(
                state=FETCHING,
                attempts=attachments.c.attempts + 1,
                claimed_until=self.now + lease,
            )
        )
        return (await self.connection.execute(statement)).rowcount == 1

    async def store(self, file: ToFetch, content: bytes, mime: str) -> None:
        """Keep a fetched file, sealed; raises ErasedError where the person was erased."""
        await self._update(
            file.id,
            content_sealed=await self.rows.seal_bytes(file.person_id, _content(file.id), content),
            mime=mime,
            size=len(content),
            state=STORED,
            reason=None,
            claimed_until=None,
        )

    async def settle(
        self, attachment_id: str, state: str, reason: str, due_at: datetime | None = None
    ) -> None:
        """End a fetch that did not come to its end, or try again at ``due_at``."""
        await self._update(
            attachment_id,
            state=state,
            reason=reason[:48],
            due_at=due_at or self.now,
            claimed_until=None,
        )

    async def interrupted(self) -> bool:
        """Whether there are files whose fetching process died."""
        query = select(attachments.c.id).where(_abandoned(self.now)).limit(1)
        return (await self.connection.execute(query)).first() is not None

    async def release_interrupted(self) -> None:
        """Files whose fetching process died are fetched again: that does no harm."""
        await self.connection.execute(
            update(attachments)
            .where(_abandoned(self.now))
            .values(state=PENDING, claimed_until=None)
        )

    async def erase(self, person_id: str) -> None:
        """Delete the files of a person, whose key is destroyed in the same transaction."""
        await self.connection.execute(
            update(attachments)
            .where(attachments.c.person_id == person_id)
            .values(content_sealed=None, about_sealed=b"", state=REFUSED, reason="erased")
        )

    async def _drop_repeated(self, message_id: str) -> None:
        query = (
            select(attachments)
            .where(attachments.c.message_id == message_id)
            .order_by(attachments.c.created_at, attachments.c.id)
        )
        known: set[str] = set()
        for row in (await self.connection.execute(query)).all():
            unique = (await self._about_of(row)).get("unique")
            if unique in known:
                await self.connection.execute(
                    delete(attachments).where(attachments.c.id == row.id)
                )
            elif unique:
                known.add(unique)

    async def _update(self, attachment_id: str, **values: Any) -> None:
        await self.connection.execute(
            update(attachments).where(attachments.c.id == attachment_id).values(**values)
        )

    async def _about_of(self, row: Row[Any]) -> dict[str, Any]:
        sealed = row.about_sealed or None
        about: dict[str, Any] = await self.rows.open(row.person_id, _about(row.id), sealed) or {}
        return about

    async def _record(self, row: Row[Any]) -> Attachment:
        about = await self._about_of(row)
        return Attachment(
            id=row.id,
            message_id=row.message_id,
            kind=row.kind,
            mime=row.mime,
            size=row.size,
            seconds=row.seconds,
            state=PENDING if row.state == FETCHING else row.state,
            reason=row.reason,
            name=about.get("name"),
            latitude=about.get("latitude"),
            longitude=about.get("longitude"),
            live=bool(about.get("live")),
            note=about.get("note"),
        )

    async def _to_fetch(self, row: Row[Any]) -> ToFetch:
        media = Media(
            MediaKind(row.kind),
            size=row.size,
            mime=row.mime,
            seconds=row.seconds,
            **await self._about_of(row),
        )
        return ToFetch(row.id, row.person_id, row.channel, row.attempts, media)


def _abandoned(now: datetime) -> ColumnElement[bool]:
    return and_(attachments.c.state == FETCHING, attachments.c.claimed_until < now)


def _ours() -> ColumnElement[bool]:
    return attachments.c.inbound_id.is_(None)


def _about(row_id: str) -> tuple[str, str, str]:
    return ("attachment", "about", row_id)


def _content(row_id: str) -> tuple[str, str, str]:
    return ("attachment", "content", row_id)
