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
LOOKS = 2

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
        self._waiting: deque[int] = deque(maxlen=LOOKS)
        self._problem: str | None = None

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
        self._problem = self._seen(info)
        self._last_error = max(self._last_error, info.last_error_date or self._last_error)
        self._waiting.append(info.pending_update_count)
        await self._standing.tell(LOOKER, self._problem, info.pending_update_count)

    def _seen(self, info: WebhookInfo) -> str | None:
        if info.url != self._expected_url:
            return "webhook_elsewhere"
        if self._fails(info):
            return "webhook_failing"
        return "backlog_growing" if self._grows(info.pending_update_count) else None

    def _fails(self, info: WebhookInfo) -> bool:
        """An error since the last look. Telegram waits longer and longer before it tries again:
        until it has brought everything, an error that was seen goes on."""
        if info.last_error_date and info.last_error_date > self._last_error:
            return True
        return self._problem == "webhook_failing" and info.pending_update_count > 0

    def _grows(self, waiting: int) -> bool:
        """More than at the last two looks, and then as long as it does not become less."""
        if waiting <= MANY_WAITING or len(self._waiting) < LOOKS:
            return False
        if self._problem == "backlog_growing":
            return waiting >= self._waiting[-1]
        return waiting > max(self._waiting)
