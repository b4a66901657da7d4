"""One raw update, from whichever side it came, until it is stored."""

from __future__ import annotations

from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.types import Update
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError

from handlers.telegram.dispatching import Accept, Now, UnreadableError
from handlers.telegram.unreadable import kind_of, unreadable

CHANNEL = "telegram"

log = structlog.get_logger()


class Intake:
    """Hands an update to the dispatcher, and keeps what can be kept of one that is broken."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher, accept: Accept, now: Now) -> None:
        """``accept`` stores what is kept of broken ones; the dispatcher has its own."""
        self._bot = bot
        self._dispatcher = dispatcher
        self._accept = accept
        self._now = now

    async def take(self, raw: dict[str, Any]) -> None:
        """Return when ``raw`` is stored, or is nothing to store. Raises what storing raises:
        the update must then come again."""
        try:
            update = Update.model_validate(raw, context={"bot": self._bot})
            _ = update.event_type
        except (ValidationError, UpdateTypeLookupError):
            await self.keep_broken(raw)
            return
        try:
            await self._dispatcher.feed_update(self._bot, update)
        except UnreadableError:
            await self.keep_broken(raw)

    async def keep_broken(self, raw: dict[str, Any]) -> None:
        """Keep only that somebody sent something, so that people look. Raises as ``take``."""
        log.warning("update_unreadable", channel=CHANNEL, kind=kind_of(raw))
        inbound = unreadable(raw, self._now())
        if inbound is not None:
            await self._accept(inbound)
