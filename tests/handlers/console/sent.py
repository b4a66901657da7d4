"""What people send beside words, as the store has it after it was fetched."""

from __future__ import annotations

import struct
import zlib
from datetime import timedelta
from typing import Any

from bot.app import App
from bot.messages import Inbound, Media, MediaKind
from bot.views import Attachment
from tests.builders import address, inbound, settle

CHANNELS = ("webchat", "telegram")
LEASE = timedelta(minutes=1)


def picture(width: int = 60, height: int = 40) -> bytes:
    """A PNG of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\x00" + b"\x2a\x7a\x8c" * width) * height
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def silence(seconds: float = 8) -> bytes:
    """An MP3 in which nobody says anything: frames of 1152 samples, 128 kbit/s, 44.1 kHz."""
    frame = b"\xff\xfb\x90\x00".ljust(417, b"\x00")
    return frame * round(seconds * 44100 / 1152)


async def send(app: App, message: Inbound | None = None, *media: Media) -> None:
    """A message of the caller with these files, and what follows from it."""
    given = message or inbound(None, at=app.now())
    await app.spine.accept(_with(given, media=media))
    await settle(app)


def written(text: str | None, **more: Any) -> Inbound:
    """A message with what only messengers tell: a quotation, that it is forwarded, a name."""
    at = more.pop("at", None)
    basis = inbound(text, to=more.pop("to", None) or address(), external_id=more.pop("id", None))
    return _with(basis, **more, **({"received_at": at} if at else {}))


async def fetched(app: App, content: bytes, mime: str, most: int = 50) -> None:
    """Every file that waits, or the ``most`` oldest, is fetched and holds this."""
    async with app.store.write() as unit:
        for file in await unit.attachments.due(CHANNELS, most):
            assert await unit.attachments.claim(file.id, LEASE)
            await unit.attachments.store(file, content, mime)
    app.bell.ring("desk")


async def attached(app: App, number: str) -> list[Attachment]:
    """What came with the messages of a case."""
    async with app.store.read() as unit:
        case = await unit.cases.find(number)
        assert case is not None
        found = await unit.attachments.of(case.conversation_id)
    return [one for several in found.values() for one in several]


async def keep(app: App, number: str, media: Media, content: bytes, mime: str) -> str:
    """Send one file into a case and have it fetched; the path of its content."""
    await send(app, None, media)
    await fetched(app, content, mime)
    return f"/console/cases/{number}/files/{(await attached(app, number))[-1].id}"


def photo() -> Media:
    """A photo that waits at its provider."""
    return Media(MediaKind.PHOTO, ref="p", size=2_400, mime="image/jpeg")


def _with(message: Inbound, **changes: Any) -> Inbound:
    values = {name: getattr(message, name) for name in Inbound.__dataclass_fields__}
    return Inbound(**{**values, **changes})
