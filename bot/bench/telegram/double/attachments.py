"""What people attach, as it stands inside a message: files of every kind, places, numbers."""

from __future__ import annotations

from typing import Any

from bot.bench.telegram.double.files import Files

SIZES = ((90, 67, 0.02), (320, 240, 0.2), (1280, 960, 1.0))
PIXELS = 512


def photo(files: Files, content: bytes, size: int | None) -> dict[str, Any]:
    """A photo in three sizes, the largest last; ``size`` is that one's."""
    whole = len(content) if size is None else size
    sizes = []
    for width, height, share in SIZES:
        bytes_of = max(1, int(whole * share))
        file = files.add("photos", "jpg", content[:bytes_of], bytes_of)
        sizes.append(file.to_json() | {"width": width, "height": height})
    return {"photo": sizes}


def voice(files: Files, content: bytes, size: int | None, seconds: int) -> dict[str, Any]:
    """A voice note: OGG with Opus."""
    file = files.add("voice", "oga", content, size)
    return {"voice": file.to_json() | {"duration": seconds, "mime_type": "audio/ogg"}}


def audio(files: Files, content: bytes, size: int | None, seconds: int) -> dict[str, Any]:
    """A piece of music or any recorded sound."""
    file = files.add("music", "mp3", content, size)
    about = {"duration": seconds, "mime_type": "audio/mpeg", "file_name": "recording.mp3"}
    return {"audio": file.to_json() | about}


def video(files: Files, content: bytes, size: int | None, seconds: int) -> dict[str, Any]:
    """A film."""
    file = files.add("videos", "mp4", content, size)
    about = {"duration": seconds, "width": PIXELS, "height": PIXELS, "mime_type": "video/mp4"}
    return {"video": file.to_json() | about}


def video_note(files: Files, content: bytes, size: int | None, seconds: int) -> dict[str, Any]:
    """A round film."""
    file = files.add("video_notes", "mp4", content, size)
    return {"video_note": file.to_json() | {"duration": seconds, "length": PIXELS}}


def animation(files: Files, content: bytes, size: int | None) -> dict[str, Any]:
    """A film without sound; Telegram shows it as a document too, for old programs."""
    file = files.add("animations", "mp4", content, size).to_json() | {"mime_type": "video/mp4"}
    moving = {"duration": 2, "width": PIXELS, "height": PIXELS}
    return {"animation": file | moving, "document": file}


def document(
    files: Files, content: bytes, size: int | None, name: str, mime: str
) -> dict[str, Any]:
    """Any file, with its name."""
    suffix = name.rpartition(".")[2]
    file = files.add("documents", suffix, content, size)
    return {"document": file.to_json() | {"file_name": name, "mime_type": mime}}


def sticker(files: Files, emoji: str) -> dict[str, Any]:
    """A sticker that stands for an emoji."""
    file = files.add("stickers", "webp", b"RIFF", None)
    about = {"type": "regular", "width": PIXELS, "height": PIXELS, "emoji": emoji}
    return {"sticker": file.to_json() | about | {"is_animated": False, "is_video": False}}


def location(latitude: float, longitude: float, live_seconds: int | None = None) -> dict[str, Any]:
    """A place; one that moves for ``live_seconds`` where that is given."""
    place: dict[str, Any] = {"latitude": latitude, "longitude": longitude}
    if live_seconds:
        place |= {"live_period": live_seconds, "horizontal_accuracy": 12.0}
    return {"location": place}


def venue(latitude: float, longitude: float, title: str, address: str) -> dict[str, Any]:
    """A place with a name."""
    place = location(latitude, longitude)
    return place | {"venue": place | {"title": title, "address": address}}


def contact(phone_number: str, first_name: str, user_id: int | None) -> dict[str, Any]:
    """A number; ``user_id`` is whose it is, where Telegram knows."""
    known = {"user_id": user_id} if user_id else {}
    about = {"phone_number": phone_number, "first_name": first_name}
    return {"contact": about | known}


def dice(value: int) -> dict[str, Any]:
    """A die that fell."""
    return {"dice": {"emoji": "🎲", "value": value}}
