"""How fast we may hand messages over, and not before Twilio asks for more."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from aiolimiter import AsyncLimiter

from bot.messages import SendError, Trouble

FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 30.0
SPREAD = 0.1


class Pace:
    """Waits before a call where the wait is short, and refuses while Twilio wants us to wait.

    Where Twilio names no time, each refusal doubles the pause: 0.1 s at first, 30 s at most,
    a tenth more or less, so that several processes do not come back together.
    """

    def __init__(
        self,
        per_second: int,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> None:
        """``per_second`` messages of this process."""
        # A fifth of a second's calls at once, so that no second holds many more than its share.
        at_once = max(1.0, per_second / 5)
        self._limiter = AsyncLimiter(at_once, at_once / per_second)
        self._now = monotonic
        self._uniform = uniform
        self._until = 0.0
        self._pause = 0.0

    async def turn(self) -> None:
        """Wait until a call may be made. Raises SendError where Twilio asked for a wait."""
        self._check()
        await self._limiter.acquire()
        self._check()

    def hold(self, seconds: float | None) -> float:
        """Twilio asked us to slow down, for ``seconds`` if it said so; for how long we do."""
        if seconds is None:
            # Calls that were under way together are refused together: that is one refusal.
            if self._now() >= self._until:
                doubled = max(FIRST_PAUSE_SECONDS, self._pause * 2)
                self._pause = min(LONGEST_PAUSE_SECONDS, doubled)
            seconds = self._pause * self._uniform(1 - SPREAD, 1 + SPREAD)
        self._until = max(self._until, self._now() + seconds)
        return self._until - self._now()

    def went_well(self) -> None:
        """Twilio took a call: the next pause is a short one again."""
        self._pause = 0.0

    def _check(self) -> None:
        if (left := self._until - self._now()) > 0:
            raise SendError(Trouble.RETRY, "flood", after=left)
