"""Buttons and lists: WhatsApp shows them from contents that were created at Twilio before.

A content holds the labels and an empty place for the text, so that one serves every message with
these choices and holds nothing of anybody.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList

from bot.bidi import plain
from bot.messages import SendError, Trouble
from handlers.twilio.calling import Calls
from handlers.whatsapp.writing import Menu

WITHIN_SECONDS = 5.0
"""For how long a message waits for its buttons; then it goes out with numbers."""

REST = timedelta(minutes=5)
"""For how long nobody tries again to create what could not be created."""

Recall = Callable[[str], Awaitable[str | None]]
Remember = Callable[[str, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a content looks like: how many values its text has, and its choices."""

    menu: Menu
    values: int
    choose: str

    def key(self) -> str:
        """A name that tells this shape from all others."""
        whole = json.dumps(self.types(), sort_keys=True)
        return f"infoline_{hashlib.sha256(whole.encode()).hexdigest()[:40]}"

    def types(self) -> dict[str, Any]:
        """The content as Twilio takes it."""
        body = " ".join(f"{{{{{number}}}}}" for number in range(1, self.values + 1))
        labelled = [(plain(choice.label).strip(), choice.id) for choice in self.menu.choices]
        if self.menu.kind == "quick":
            actions = [{"type": "QUICK_REPLY", "title": label, "id": i} for label, i in labelled]
            return {"twilio/quick-reply": {"body": body, "actions": actions}}
        items = [{"item": label, "id": i} for label, i in labelled]
        return {"twilio/list-picker": {"body": body, "button": self.choose, "items": items}}


class Contents:
    """The contents that exist at Twilio, created when they are first needed."""

    def __init__(
        self, calls: Calls, recall: Recall, remember: Remember, now: Callable[[], datetime]
    ) -> None:
        """``recall`` gives what ``remember`` kept under a key, also after a restart."""
        self._calls = calls
        self._recall = recall
        self._remember = remember
        self._now = now
        self._known: dict[str, str] = {}
        self._gone: set[str] = set()
        self._rests: dict[str, datetime] = {}
        self._making: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def sid(self, shape: Shape) -> str:
        """The SID of the content of ``shape``. Raises SendError."""
        key = shape.key()
        async with self._making[key]:
            found = self._known.get(key) or await self._recalled(key)
            if found is None:
                found = await self._made(shape, key)
                await self._remember(key, found)
            self._known[key] = found
            return found

    def forget(self, shape: Shape) -> None:
        """Twilio has no such content any more: the next message creates it anew."""
        key = shape.key()
        self._known.pop(key, None)
        self._gone.add(key)

    async def _recalled(self, key: str) -> str | None:
        return None if key in self._gone else await self._recall(key)

    async def _made(self, shape: Shape, key: str) -> str:
        if self._rests.get(key, self._now()) > self._now():
            raise SendError(Trouble.REFUSED, "content_refused")
        try:
            sid = await self._calls.again(lambda client: _create(client, shape), WITHIN_SECONDS)
        except SendError:
            self._rests[key] = self._now() + REST
            raise
        self._gone.discard(key)
        return sid


def _create(client: Client, shape: Shape) -> str:
    # The language matters only where WhatsApp approves a content, which it never sees of these.
    request = ContentList.ContentCreateRequest(
        {
            "friendly_name": shape.key(),
            "language": "en",
            "variables": {str(number): "text" for number in range(1, shape.values + 1)},
            "types": shape.types(),
        }
    )
    sid = client.content.v1.contents.create(request).sid
    if not sid:
        msg = "a content without a SID"
        raise ValueError(msg)
    return sid
