"""Queries: recordings of our own words, for languages that no machine speaks on the phone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, select

from bot.errors import ConflictError
from bot.store.ids import new_id
from bot.store.rows import Queries
from bot.store.voice_tables import audio

PERSON, MACHINE = "person", "machine"
"""Who spoke. What a person recorded comes first wherever there are both."""

MAX_KEY = 96


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording without its sound. ``key`` names the text and its part, ``checksum`` the words
    that were read; ``size`` is in bytes."""

    id: str
    key: str
    language: str
    checksum: str
    origin: str
    mime: str
    seconds: float
    size: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewRecording:
    """A recording to keep. ``staff_id`` is who brought it, None for a machine's."""

    key: str
    language: str
    checksum: str
    origin: str
    mime: str
    seconds: float
    content: bytes
    staff_id: str | None = None


class Audio(Queries):
    """One recording for each language, words and origin. Nothing in them is personal."""

    async def add(self, new: NewRecording) -> str:
        """Keep a recording in place of the one of the same words and origin; its id, which never
        names another sound. Raises ConflictError where somebody else was faster."""
        await self.connection.execute(
            delete(audio).where(
                audio.c.language == new.language,
                audio.c.checksum == new.checksum,
                audio.c.origin == new.origin,
            )
        )
        recording_id = new_id()
        values = {**asdict(new), "key": new.key[:MAX_KEY]}
        if not await self.rows.insert_if_new(
            audio, id=recording_id, created_at=self.now, **values
        ):
            raise ConflictError
        return recording_id

    async def of(self, language: str) -> list[Recording]:
        """All recordings of a language, those by people first."""
        query = (
            select(*_ABOUT)
            .where(audio.c.language == language)
            .order_by(audio.c.origin.desc(), audio.c.key, audio.c.id)
        )
        return [_recording(row) for row in await self.connection.execute(query)]

    async def find(
        self, language: str, checksums: Collection[str], origins: Sequence[str]
    ) -> Mapping[str, str]:
        """Checksum to id of the recordings of these words, a person's where there is one."""
        query = (
            select(audio.c.checksum, audio.c.id)
            .where(
                audio.c.language == language,
                audio.c.checksum.in_(checksums),
                audio.c.origin.in_(origins),
            )
            .order_by(audio.c.origin)
        )
        return {row.checksum: row.id for row in await self.connection.execute(query)}

    async def get(self, recording_id: str) -> Recording | None:
        """A recording without its sound, None for an unknown id."""
        query = select(*_ABOUT).where(audio.c.id == recording_id)
        row = (await self.connection.execute(query)).one_or_none()
        return _recording(row) if row else None

    async def content(self, recording_id: str) -> tuple[str, bytes] | None:
        """Media type and sound, None for an unknown id."""
        query = select(audio.c.mime, audio.c.content).where(audio.c.id == recording_id)
        row = (await self.connection.execute(query)).one_or_none()
        return (row.mime, bytes(row.content)) if row else None

    async def remove(self, recording_ids: Collection[str]) -> int:
        """Delete these recordings; how many there were."""
        statement = delete(audio).where(audio.c.id.in_(recording_ids))
        return (await self.connection.execute(statement)).rowcount


_ABOUT: tuple[ColumnElement[Any], ...] = (
    audio.c.id,
    audio.c.key,
    audio.c.language,
    audio.c.checksum,
    audio.c.origin,
    audio.c.mime,
    audio.c.seconds,
    func.length(audio.c.content).label("size"),
    audio.c.created_at,
)


def _recording(row: Row[Any]) -> Recording:
    return Recording(
        id=row.id,
        key=row.key,
        language=row.language,
        checksum=row.checksum,
        origin=row.origin,
        mime=row.mime,
        seconds=row.seconds,
        size=row.size,
        created_at=row.created_at,
    )
