"""What a message carries beside words."""

from __future__ import annotations

import re

from aiogram.types import (
    Animation,
    Audio,
    Contact,
    Document,
    Location,
    Message,
    PhotoSize,
    Sticker,
    Venue,
    Video,
    VideoNote,
    Voice,
)

from bot.messages import Media, MediaKind
from handlers.telegram.cleaning import clean

# Notes that Telegram itself puts into a chat: nobody says anything with them.
SERVICE = (
    "pinned_message",
    "message_auto_delete_timer_changed",
    "chat_background_set",
    "write_access_allowed",
    "connected_website",
    "proximity_alert_triggered",
    "boost_added",
    "forum_topic_created",
    "forum_topic_edited",
)


def media_of(message: Message, photo_bytes: int) -> Media | None:
    """The one thing that ``message`` carries, or None for words and for Telegram's own notes.

    What is none of the kinds we know is OTHER: a person must not be left without an answer.
    """
    known = _place(message) or _file(message, photo_bytes) or _contact(message)
    if known or message.text is not None:
        return known
    if any(getattr(message, name, None) is not None for name in SERVICE):
        return None
    return Media(MediaKind.OTHER)


def edited_media(message: Message, photo_bytes: int) -> Media | None:
    """The place or the file that an edit tells: a live location moves by edits, and a file may be
    another one now. One that stayed comes again, known by what is ``unique`` of it."""
    return _place(message) or _file(message, photo_bytes)


def _place(message: Message) -> Media | None:
    if message.venue:
        return _venue(message.venue)
    return _location(message.location) if message.location else None


def _location(location: Location, note: str | None = None) -> Media:
    return Media(
        MediaKind.LOCATION,
        latitude=location.latitude,
        longitude=location.longitude,
        live=location.live_period is not None,
        note=note,
    )


def _venue(venue: Venue) -> Media:
    return _location(venue.location, clean(f"{venue.title}, {venue.address}"))


def _contact(message: Message) -> Media | None:
    contact, user = message.contact, message.from_user
    if contact is None:
        return None
    if user is None or contact.user_id != user.id:
        return Media(MediaKind.CONTACT, refused="not_own")
    return Media(MediaKind.CONTACT, note=_number(contact))


def _number(contact: Contact) -> str | None:
    digits = re.sub(r"\D", "", contact.phone_number)
    return f"+{digits}" if digits else None


def _file(message: Message, photo_bytes: int) -> Media | None:
    # An animation is sent as a document too, for old apps: it stands before documents.
    if message.photo:
        return _photo(message.photo, photo_bytes)
    if message.sticker:
        return _sticker(message.sticker)
    if message.voice:
        return _sound(MediaKind.VOICE, message.voice)
    if message.audio:
        return _sound(MediaKind.AUDIO, message.audio, message.audio.file_name)
    video = message.animation or message.video or message.video_note
    if video:
        return _video(video)
    return _document(message.document) if message.document else None


def _photo(sizes: list[PhotoSize], most: int) -> Media:
    by_size = sorted(sizes, key=lambda size: (size.width * size.height, size.file_size or 0))
    fitting = [size for size in by_size if (size.file_size or 0) <= most]
    best = fitting[-1] if fitting else by_size[0]
    return Media(
        MediaKind.PHOTO, best.file_id, best.file_size, "image/jpeg", unique=best.file_unique_id
    )


def _sticker(sticker: Sticker) -> Media:
    return Media(MediaKind.STICKER, note=clean(sticker.emoji))


def _sound(kind: MediaKind, sound: Voice | Audio, name: str | None = None) -> Media:
    mime = sound.mime_type or ("audio/ogg" if kind is MediaKind.VOICE else None)
    return Media(
        kind,
        sound.file_id,
        sound.file_size,
        mime,
        clean(name),
        sound.duration,
        unique=sound.file_unique_id,
    )


def _video(video: Video | Animation | VideoNote) -> Media:
    mime = getattr(video, "mime_type", None) or "video/mp4"
    name = clean(getattr(video, "file_name", None))
    return Media(
        MediaKind.VIDEO,
        video.file_id,
        video.file_size,
        mime,
        name,
        video.duration,
        unique=video.file_unique_id,
    )


def _document(document: Document) -> Media:
    return Media(
        MediaKind.DOCUMENT,
        document.file_id,
        document.file_size,
        document.mime_type,
        clean(document.file_name),
        unique=document.file_unique_id,
    )
