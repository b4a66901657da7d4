"""A look at how Telegram sees us, once a minute."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime

from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import WebhookInfo

from handlers.telegram.standing import Standing

LOOKER = "watching"
LOOK_SECONDS = 60.0
MANY_WAITING = 100

Lead = Callable[[], Awaitable[bool]]
Rest = Callable[[float], Awaitable[object]]


class Watch:
    """Says when deliveries fail, when more and more updates wait, and when the webhook is
    not what it should be."""

    def __init__(
        self,
        bot: Bot,
        expected_url: str,
        *,
        lead: Lead,
        standing: Standing,
        rest: Rest,
        now: Callable[[], datetime],
    ) -> None:
        """``expected_url`` is our webhook, "" in polling mode. Errors before now are old."""
        self._bot = bot
        self._expected_url = expected_url
        self._lead = lead
        self._standing = standing
        self._rest = rest
        # Telegram counts whole seconds. Later errors are compared among themselves, since its
        # clock and ours may differ.
        self._last_error = now().replace(microsecond=0)
        self._waiting: deque[int] = deque(maxlen=2)

    async def step(self) -> None:
        """Look, say what is seen, and rest. Only the process that leads looks."""
        if await self._lead():
            await self._look()
        await self._rest(LOOK_SECONDS)

    async def _look(self) -> None:
        try:
            info = await self._bot.get_webhook_info()
        except AiogramError:
            # Whoever asks for updates or sends sees that too, and says it.
            return
        problem = self._problem(info)
        self._last_error = max(self._last_error, info.last_error_date or self._last_error)
        self._waiting.append(info.pending_update_count)
        await self._standing.tell(LOOKER, problem, info.pending_update_count)

    def _problem(self, info: WebhookInfo) -> str | None:
        if info.url != self._expected_url:
            return "webhook_elsewhere"
        if info.last_error_date and info.last_error_date > self._last_error:
            return "webhook_failing"
        waiting = info.pending_update_count
        full = len(self._waiting) == self._waiting.maxlen
        if waiting > MANY_WAITING and full and waiting > max(self._waiting):
            return "backlog_growing"
        return None
