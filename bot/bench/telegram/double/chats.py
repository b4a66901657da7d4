"""Accounts, chats, and the messages in them as everybody sees them now."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Account:
    """A person or a bot."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False

    def to_json(self) -> dict[str, Any]:
        """Telegram's User; what is not known is left out."""
        whole = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in whole.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Button:
    """One button under a message; ``data`` comes back when it is pressed."""

    text: str
    data: str | None = None


@dataclass(slots=True)
class Posted:
    """A message. ``content`` is its JSON as it is now; ``at`` the exact moment that it came.

    ``mine`` says that the bot sent it, ``edits`` are the texts that it had before, oldest first.
    """

    content: dict[str, Any]
    at: datetime
    mine: bool
    deleted: bool = False
    edits: list[str] = field(default_factory=list)

    @property
    def id(self) -> int:
        """Its number in its chat."""
        return int(self.content["message_id"])

    @property
    def chat_id(self) -> int:
        """The chat that it is in."""
        return int(self.content["chat"]["id"])

    @property
    def text(self) -> str:
        """What is written: the text, or the caption of a file."""
        return str(self.content.get("text", self.content.get("caption", "")))

    @property
    def keyboard(self) -> tuple[tuple[Button, ...], ...]:
        """The rows of buttons under it; none where there is no keyboard (any more)."""
        rows = self.content.get("reply_markup", {}).get("inline_keyboard", ())
        return tuple(
            tuple(Button(one["text"], one.get("callback_data")) for one in row) for row in rows
        )

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons, row after row."""
        return tuple(button for row in self.keyboard for button in row)

    @property
    def protected(self) -> bool:
        """Whether it cannot be forwarded or saved."""
        return bool(self.content.get("has_protected_content"))


@dataclass(slots=True)
class Chat:
    """A chat that the bot could know. Messages are numbered from 1 in each, as far as a bot may
    rely on it: Telegram's ids are unique within one chat only."""

    id: int
    kind: str
    title: str | None = None
    account: Account | None = None
    blocked: bool = False
    started: bool = False
    deactivated: bool = False
    no_voice: bool = False  # the person lets nobody send voice notes
    member: bool = True  # whether the bot is in this group or channel
    posted: dict[int, Posted] = field(default_factory=dict)
    last_id: int = 0

    def to_json(self) -> dict[str, Any]:
        """Telegram's Chat; what is not known is left out."""
        of = self.account
        whole = {
            "id": self.id,
            "type": self.kind,
            "title": self.title,
            "username": of and of.username,
            "first_name": of and of.first_name,
            "last_name": of and of.last_name,
        }
        return {name: value for name, value in whole.items() if value is not None}

    def shown(self) -> list[Posted]:
        """What is in the chat now, in order, without what was deleted."""
        return [one for one in self.posted.values() if not one.deleted]
