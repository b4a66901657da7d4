"""A file of ours as Telegram takes it: which method shows it best, and how large it may be."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from aiogram.methods import (
    SendAudio,
    SendDocument,
    SendPhoto,
    SendVideo,
    SendVoice,
    TelegramMethod,
)
from aiogram.types import BufferedInputFile, Message

from bot.messages import Enclosure, MediaKind

MEGABYTE = 1024 * 1024
MOST = 50 * MEGABYTE
MOST_PHOTO = 10 * MEGABYTE
MOST_CAPTION = 1024
"""In UTF-16 units. Longer words go as messages of their own, before the file."""

CALL_SECONDS = 150
"""How long an upload may take: shorter than the lease that the outbox has on a file."""

FILES: Mapping[str, int] = MappingProxyType(
    dict.fromkeys(
        (
            *("image/jpeg", "image/png", "image/webp", "image/gif"),
            *("audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/amr"),
            *("video/mp4", "video/3gpp", "application/pdf"),
        ),
        MOST,
    )
)
PHOTOS = frozenset({"image/jpeg", "image/png", "image/webp"})
MUSIC = frozenset({"audio/mpeg", "audio/mp4"})
# Telegram cannot show it like that, or the person does not let it: then it goes as a document.
NOT_SHOWN = (
    "photo_invalid_dimensions",
    "image_process_failed",
    "voice_messages_forbidden",
    "wrong file type",
)


def method_of(
    chat: int, file: Enclosure, content: bytes, caption: str | None, *, protected: bool
) -> TelegramMethod[Message]:
    """The call that shows ``file`` in its own way, where there is one."""
    given = BufferedInputFile(content, file.name)
    protect = True if protected else None
    if file.mime in PHOTOS and file.size <= MOST_PHOTO:
        return SendPhoto(chat_id=chat, photo=given, caption=caption, protect_content=protect)
    if file.kind is MediaKind.VOICE:
        return SendVoice(chat_id=chat, voice=given, caption=caption, protect_content=protect)
    if file.mime in MUSIC:
        return SendAudio(chat_id=chat, audio=given, caption=caption, protect_content=protect)
    if file.mime == "video/mp4":
        return SendVideo(chat_id=chat, video=given, caption=caption, protect_content=protect)
    return as_document(chat, file, content, caption, protected=protected)


def as_document(
    chat: int, file: Enclosure, content: bytes, caption: str | None, *, protected: bool
) -> TelegramMethod[Message]:
    """The call that sends ``file`` as it is, whatever it holds."""
    return SendDocument(
        chat_id=chat,
        document=BufferedInputFile(content, file.name),
        caption=caption,
        protect_content=True if protected else None,
        disable_content_type_detection=True,
    )
