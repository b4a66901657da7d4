"""Small calls beside the way of a message: nobody waits for them, nothing is lost with them."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

CHANNEL = "telegram"
AT_ONCE = 64
LAST_SECONDS = 3.0

log = structlog.get_logger()


class Errands:
    """Runs them apart, so that a slow or broken one holds up nobody's message."""

    def __init__(self) -> None:
        """Nothing runs yet."""
        self._running: set[asyncio.Task[None]] = set()

    def run(self, kind: str, errand: Coroutine[Any, Any, object]) -> None:
        """Begin ``errand``. Where too many run already it is left undone, and that is logged."""
        if len(self._running) >= AT_ONCE:
            errand.close()
            log.warning("errand_left_undone", channel=CHANNEL, kind=kind)
            return
        task = asyncio.create_task(_carried_out(kind, errand))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def close(self) -> None:
        """Let what runs come to its end for a moment, then end it."""
        if self._running:
            _, late = await asyncio.wait(set(self._running), timeout=LAST_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


async def _carried_out(kind: str, errand: Coroutine[Any, Any, object]) -> None:
    try:
        await errand
    except Exception as error:  # noqa: BLE001 - by definition nothing depends on it
        log.info("errand_failed", channel=CHANNEL, kind=kind, error=type(error).__name__)
