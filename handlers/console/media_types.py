"""Which files a browser may show by itself, and what they are called."""

from __future__ import annotations

# What these hold can run nothing in a page. Each with the ending that its files have.
IMAGES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif"}
SOUNDS = {
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/mp4": "m4a",
    "audio/aac": "aac",
    "audio/amr": "amr",
}
FILMS = {"video/mp4": "mp4", "video/3gpp": "3gp"}
HARMLESS = {**IMAGES, **SOUNDS, **FILMS, "application/pdf": "pdf"}
UNKNOWN = "application/octet-stream"


def essence(mime: str | None) -> str:
    """A media type without its parameters, in small letters; "" for none."""
    return (mime or "").partition(";")[0].strip().lower()


def harmless(mime: str | None) -> str:
    """The media type that a browser is told: one of the table, or that it is unknown."""
    known = essence(mime)
    return known if known in HARMLESS else UNKNOWN


def type_words(mime: str | None) -> str:
    """What a colleague reads of a media type: "PDF"; "" for none."""
    known = essence(mime)
    return HARMLESS[known].upper() if known in HARMLESS else known
