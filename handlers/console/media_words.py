"""Words for what people send beside words, and for what goes wrong between us and a provider."""

from __future__ import annotations

from bot.messages import MediaKind
from handlers.console.topics import plain

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

# Why a message did not arrive or a file is not here; these follow a colon.
TROUBLES = {
    "blocked": "the caller has blocked us",
    "chat_gone": "the caller has left this channel",
    "chat_moved": "the chat has moved",
    "empty": "there was nothing to send",
    "erased": "it was erased",
    "file_not_given": "the provider did not give it",
    "flood": "too much was sent at once",
    "interrupted": "our service was interrupted",
    "no_file": "there is no file behind it",
    "not_kept": "no files are kept here",
    "not_own": "it is not the caller's own number",
    "refused": "the provider refused it",
    "server_error": "the provider is in trouble",
    "timeout": "no answer came in time",
    "token_refused": "the provider refuses our token",
    "too_big": "it is too big",
    "type": "files of this type are not kept",
    "unclear": "it is unclear why",
    "unreachable": "the provider could not be reached",
    "unreadable": "the bot cannot read it",
    "unreadable_answer": "the provider's answer could not be read",
}


def trouble_words(code: str | None) -> str:
    """Why something did not come to its end; in plain letters where nobody worded it."""
    return TROUBLES.get(code or "") or plain(code or "no reason given").lower()
