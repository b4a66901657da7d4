"""Asking Telegram for updates. The next question confirms what came, so it is asked only when
everything before it is stored."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod

from handlers.telegram.batches import Stored, Take, store
from handlers.telegram.dispatching import ALLOWED_UPDATES
from handlers.telegram.standing import Standing

CHANNEL = "telegram"
LOOKER = "polling"
LIMIT = 100
POLL_SECONDS = 25
LATER_SECONDS = 15
LEAD_SECONDS = 4.0
TOKEN_SECONDS = 60.0
CONFLICT_SECONDS = 5.0
MOST_SECONDS = 60.0
TRIES = 8
"""How often an update is tried that cannot be stored while others can: some minutes."""

Lead = Callable[[], Awaitable[bool]]
Rest = Callable[[float], Awaitable[object]]

log = structlog.get_logger()


class RawUpdates(TelegramMethod[list[Any]]):
    """getUpdates, each update as it came: one that aiogram cannot read harms no other."""

    __returning__ = list[Any]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int = LIMIT
    timeout: int = POLL_SECONDS
    allowed_updates: list[str] = ALLOWED_UPDATES


class Poller:
    """Long polling by the one process that has the lead."""

    def __init__(
        self,
        bot: Bot,
        take: Take,
        keep_broken: Take,
        *,
        lead: Lead,
        standing: Standing,
        rest: Rest,
        ending: Callable[[], bool],
        poll_seconds: int = POLL_SECONDS,
    ) -> None:
        """``take`` returns when an update is stored; ``keep_broken`` keeps of one that cannot be
        stored, while others can, only that its person sent something. ``rest`` waits, shorter
        when the process ends, as ``ending`` says."""
        self._bot = bot
        self._take = take
        self._keep_broken = keep_broken
        self._lead = lead
        self._standing = standing
        self._rest = rest
        self._ending = ending
        self._poll_seconds = poll_seconds
        self._offset: int | None = None
        self._failed = 0
        self._tries = 0

    async def step(self) -> None:
        """Ask once and store what comes, or wait where that cannot be done now."""
        if not await self._lead():
            self._offset = None
            self._standing.forget()
            await self._rest(LEAD_SECONDS)
            return
        try:
            updates = await self._ask()
        except AiogramError as error:
            await self._refused(error)
            return
        if updates is None:
            return
        await self._keep(updates)

    async def _keep(self, updates: list[Any]) -> None:
        stored = await store(updates, self._take)
        if stored.trouble:
            await self._stuck(stored)
        elif updates and stored.offset is None:
            # Nothing in it can be confirmed: it must not be asked for again and again.
            await self._pause("unreachable")
        else:
            # After an empty answer everything is confirmed. A number that is kept for long may
            # lie beyond those to come: after a quiet week Telegram counts from anywhere.
            self._offset = stored.offset
            self._failed = self._tries = 0
            await self._standing.tell(LOOKER, None)

    async def _stuck(self, stored: Stored) -> None:
        log.error("update_not_stored", channel=CHANNEL, error=stored.trouble)
        self._tries = self._tries + 1 if stored.offset == self._offset else 1
        self._offset = stored.offset
        if self._tries < TRIES or not stored.others or not await self._set_aside(stored.stuck):
            await self._pause("not_stored")

    async def _set_aside(self, raw: dict[str, Any] | None) -> bool:
        """Keep of one update only that it came, so that it stops nobody else any longer."""
        if raw is None:
            return False
        try:
            await self._keep_broken(raw)
        except Exception as error:  # noqa: BLE001 - then it goes on waiting
            log.error("update_not_set_aside", channel=CHANNEL, error=type(error).__name__)
            return False
        self._offset = raw["update_id"] + 1
        return True

    async def _ask(self) -> list[Any] | None:
        """What came, or None where the lead was lost or the process ends meanwhile."""
        method = RawUpdates(offset=self._offset, timeout=self._poll_seconds)
        asking = asyncio.create_task(
            self._bot.session(self._bot, method, timeout=self._poll_seconds + LATER_SECONDS)
        )
        try:
            while not asking.done():
                await self._wait_for(asking)
                if not asking.done() and (self._ending() or not await self._lead()):
                    return None
            return await asking
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)

    async def _wait_for(self, asking: asyncio.Task[list[Any]]) -> None:
        resting = asyncio.ensure_future(self._rest(LEAD_SECONDS))
        try:
            await asyncio.wait({asking, resting}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            resting.cancel()

    async def _refused(self, error: AiogramError) -> None:
        match error:
            case TelegramUnauthorizedError() | TelegramNotFound():
                await self._standing.tell(LOOKER, "token_refused")
                await self._rest(TOKEN_SECONDS)
            case TelegramConflictError():
                await self._conflict()
            case TelegramRetryAfter():
                await self._rest(error.retry_after)
            case _:
                await self._pause("unreachable")

    async def _conflict(self) -> None:
        """A webhook, or another poller. One that was killed a moment ago counts as one for a
        moment: the first refusal is no trouble yet."""
        self._failed += 1
        try:
            elsewhere = bool((await self._bot.get_webhook_info()).url)
        except AiogramError:
            elsewhere = False
        if elsewhere or self._failed > 1:
            problem = "webhook_elsewhere" if elsewhere else "other_poller"
            await self._standing.tell(LOOKER, problem)
        await self._rest(CONFLICT_SECONDS)

    async def _pause(self, problem: str) -> None:
        await self._standing.tell(LOOKER, problem)
        await self._rest(min(MOST_SECONDS, 2.0**self._failed))
        self._failed = min(self._failed + 1, 10)
