"""Calls to Twilio, in threads of their own: the SDK blocks, and nobody else may wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from twilio.rest import Client

from bot.messages import SendError, Trouble
from handlers.twilio.client import AT_ONCE
from handlers.twilio.failures import FAULTS, repeatable, send_error

WITHIN_SECONDS = 21.0
"""How long a call may take as a whole: shorter than the lease that the outbox has on a message."""

T = TypeVar("T")


class Calls:
    """What is asked of Twilio. Nothing that it says in its own words comes out of here."""

    def __init__(self, client: Client, within: float = WITHIN_SECONDS) -> None:
        """``client`` is shared by all threads. ``within`` are the seconds for one call."""
        self._client = client
        self._within = within
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="twilio")

    async def once(self, work: Callable[[Client], T]) -> T:
        """What must not be done twice. Raises SendError, UNKNOWN where it may have been done."""
        try:
            return await self._run(work, self._within)
        except TimeoutError:
            raise SendError(Trouble.UNKNOWN, "timeout") from None
        except FAULTS as error:
            raise send_error(error) from None

    async def again(self, work: Callable[[Client], T], within: float | None = None) -> T:
        """What may be done twice, ``within`` so many seconds. Raises SendError, never UNKNOWN."""
        try:
            return await self._run(work, within or self._within)
        except TimeoutError:
            raise SendError(Trouble.RETRY, "timeout") from None
        except FAULTS as error:
            raise repeatable(error) from None

    def close(self) -> None:
        """Let what is under way come to its end, and begin nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _run(self, work: Callable[[Client], T], within: float) -> T:
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(within):
            return await loop.run_in_executor(self._threads, work, self._client)
