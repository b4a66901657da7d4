"""How fast we may speak: to one person, to all together, and not before we may speak again."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from aiolimiter import AsyncLimiter

from bot.messages import SendError, Trouble

BURST = 3
BURST_SECONDS = 3.0
CHATS = 10_000


class Pace:
    """Waits before a call where the wait is short, and refuses where Telegram asked for one."""

    def __init__(
        self,
        per_second: int,
        *,
        burst_seconds: float = BURST_SECONDS,
        chats: int = CHATS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """``per_second`` calls to all chats together; to one chat three at once, and then three
        in ``burst_seconds``. Of at most ``chats`` chats it is known when they were called."""
        # A fifth of a second's calls at once, so that no second holds many more than its share.
        self._all = AsyncLimiter(max(1.0, per_second / 5), max(1.0, per_second / 5) / per_second)
        self._burst_seconds = burst_seconds
        self._most = chats
        self._now = monotonic
        self._chats: OrderedDict[int, AsyncLimiter] = OrderedDict()
        self._held: dict[int, float] = {}
        self._all_held = 0.0

    async def turn(self, chat: int) -> None:
        """Wait until ``chat`` may be called. Raises SendError where Telegram asked for a wait."""
        self._check(chat)
        await self._limiter(chat).acquire()
        await self._all.acquire()
        self._check(chat)

    def hold(self, chat: int, seconds: float) -> None:
        """Telegram asked for a wait. Of two chats at a time it is meant for everybody."""
        now = self._now()
        self._held = {other: until for other, until in self._held.items() if until > now}
        until = now + seconds
        if any(other != chat for other in self._held):
            self._all_held = max(until, *self._held.values())
        self._held[chat] = max(until, self._held.get(chat, 0.0))

    def held(self, chat: int) -> float:
        """For how many seconds ``chat`` must not be called, 0 where it may be."""
        return max(0.0, max(self._held.get(chat, 0.0), self._all_held) - self._now())

    def _check(self, chat: int) -> None:
        if (left := self.held(chat)) > 0:
            raise SendError(Trouble.RETRY, "flood", after=left)

    def _limiter(self, chat: int) -> AsyncLimiter:
        limiter = self._chats.pop(chat, None) or AsyncLimiter(BURST, self._burst_seconds)
        self._chats[chat] = limiter
        if len(self._chats) > self._most:
            self._chats.popitem(last=False)
        return limiter
