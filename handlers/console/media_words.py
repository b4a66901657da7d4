"""Words for what people send beside words, and for why it is not here."""

from __future__ import annotations

from bot.messages import MediaKind
from handlers.console.words import words

MEDIA: dict[str, str] = {
    MediaKind.PHOTO: "Photo",
    MediaKind.VOICE: "Voice message",
    MediaKind.AUDIO: "Audio",
    MediaKind.VIDEO: "Video",
    MediaKind.DOCUMENT: "Document",
    MediaKind.STICKER: "Sticker",
    MediaKind.LOCATION: "Place",
    MediaKind.CONTACT: "Phone number",
    MediaKind.OTHER: "Something that is no message",
}

# Why a file is not here; they follow "Not kept: " or "Could not be fetched: ".
FILE_REASONS = {
    "too_big": "it is too big",
    "type": "files of this type are not kept",
    "not_kept": "no files are kept here",
    "not_own": "it is not the caller's own number",
    "unreadable": "the bot cannot read it",
    "erased": "it was erased",
    "gone": "the provider no longer has it",
    "unreachable": "the provider could not be reached",
    "timeout": "the provider took too long",
    "token_refused": "the provider refused our token",
}


def file_reason(code: str | None) -> str:
    """Why a file is not here, to follow a colon."""
    return words(FILE_REASONS, code).lower() or "no reason given"
