"""An update that aiogram cannot read: at least the person behind it is not left alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.messages import Address, Inbound, Media, MediaKind

CHANNEL = "telegram"
KINDS = ("message", "edited_message", "callback_query", "my_chat_member", "channel_post")


def kind_of(raw: dict[str, Any]) -> str:
    """What kind of update this is, for a log."""
    return next((kind for kind in KINDS if kind in raw), "unknown")


def chat_of(raw: dict[str, Any]) -> int | None:
    """The number of the chat that an update is about."""
    body = _dict(raw.get(kind_of(raw)))
    chat = _dict(body.get("chat")) or _dict(_dict(body.get("message")).get("chat"))
    number = chat.get("id", _dict(body.get("from")).get("id"))
    return number if isinstance(number, int) else None


def unreadable(raw: dict[str, Any], now: datetime) -> Inbound | None:
    """What can be said of such an update: somebody sent something; None without a person."""
    kind, body = kind_of(raw), _dict(raw.get(kind_of(raw)))
    message = _dict(body.get("message")) if kind == "callback_query" else body
    chat = _dict(message.get("chat"))
    number = chat.get("id")
    said_something = kind in {"message", "edited_message", "callback_query"}
    from_program = _dict(body.get("from")).get("is_bot") is True
    if not said_something or from_program or chat.get("type") != "private":
        return None
    if not isinstance(number, int):
        return None
    return Inbound(
        address=Address(CHANNEL, str(number)),
        external_id=_external_id(raw, kind, number, body),
        received_at=now,
        media=(Media(MediaKind.OTHER, refused="unreadable"),),
        delivery_id=str(raw.get("update_id")),
    )


def _external_id(raw: dict[str, Any], kind: str, chat: int, body: dict[str, Any]) -> str:
    if kind == "message" and isinstance(body.get("message_id"), int):
        return f"{chat}:{body['message_id']}"
    return f"update:{raw.get('update_id')}"


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
