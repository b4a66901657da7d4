"""Updates as Telegram sends them, and what the door makes of each."""

from __future__ import annotations

from typing import Any

from aiogram.types import Update

from bot.messages import Inbound
from handlers.telegram.reading import Reader
from tests.builders import MONDAY_MORNING

LANGUAGES = ("ar", "fa", "ps", "ur", "en", "fr", "tr", "sq", "sr", "es")
READER = Reader(LANGUAGES, photo_bytes=1000)
PERSON = 410000001
CHAT = {"id": PERSON, "type": "private", "first_name": "Amina"}
GROUP = {"id": -1002000000001, "type": "supergroup", "title": "Neighbours"}
AMINA = {
    "id": PERSON,
    "is_bot": False,
    "first_name": "Amina",
    "last_name": "K",
    "language_code": "fa",
}
FILE = {"file_id": "AgAC1", "file_unique_id": "AQAD1", "file_size": 500}


def message(**content: Any) -> dict[str, Any]:
    """A message of Amina's; ``content`` is put over it."""
    return {"message_id": 7, "date": 1795426200, "chat": CHAT, "from": AMINA} | content


def update(kind: str = "message", body: dict[str, Any] | None = None, **more: Any) -> Any:
    """An update of ``kind``; without ``body`` it is a message of ``more``."""
    return {"update_id": 310000001, kind: message(**more) if body is None else body}


def member(status: str, chat: dict[str, Any] | None = None, **who: Any) -> dict[str, Any]:
    """Our own standing in a chat has changed to ``status``."""
    me = {"id": 7000000001, "is_bot": True, "first_name": "Infoline"}
    left = {"status": "kicked", "user": me, "until_date": 0}
    now: dict[str, Any] = {"status": status, "user": me}
    body = {
        "chat": chat or CHAT,
        "from": AMINA | who,
        "date": 1795426200,
        "old_chat_member": {"status": "member", "user": me},
        "new_chat_member": left if status == "kicked" else now,
    }
    return {"update_id": 310000001, "my_chat_member": body}


def pressed(data: str | None = "menu:main", **more: Any) -> dict[str, Any]:
    """A button under message 9 of ours was pressed; ``more`` is put over the query."""
    me = {"id": 7000000001, "is_bot": True, "first_name": "Infoline"}
    buttons = [[{"text": "Main menu", "callback_data": "menu:main"}]]
    ours = message(message_id=9, text="Hello", reply_markup={"inline_keyboard": buttons})
    query = {"id": "4410", "from": AMINA, "chat_instance": "1", "message": ours | {"from": me}}
    return {"update_id": 310000001, "callback_query": query | {"data": data} | more}


def read(raw: dict[str, Any]) -> Inbound | None:
    """What the door reads in ``raw``."""
    return READER.read(Update.model_validate(raw), MONDAY_MORNING)


def seen(raw: dict[str, Any]) -> Inbound:
    """The same, where it must be something."""
    found = read(raw)
    assert found is not None
    return found
