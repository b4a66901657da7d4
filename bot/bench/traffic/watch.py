"""Watching the service at work: killing it at its moments, and seeing when it has finished."""

from __future__ import annotations

import asyncio
from time import monotonic

from bot.bench.traffic.crowd import Crowd
from bot.bench.traffic.ledger import Ledger, Progress
from bot.bench.traffic.service import Service
from bot.bench.traffic.side import Side
from bot.store.database import Store
from bot.supervisor import Tell

LOOK_SECONDS = 0.25
# Longer than any lease or pause after which the service would go on by itself.
STILL_SECONDS = 120.0


class Watch:
    """One service under observation. ``down_seconds`` are those between kills and answers."""

    def __init__(
        self, side: Side, service: Service, store: Store, crowd: Crowd, tell: Tell
    ) -> None:
        """``store`` is the service's own database."""
        self._side = side
        self._service = service
        self._store = store
        self._crowd = crowd
        self._tell = tell
        self.down_seconds = 0.0

    async def until_still(self, expected: int, moments: list[float]) -> None:
        """Until all is stored and answered, or nothing has moved for long.

        On the way the service is killed at each of ``moments``, shares of the work in order:
        storing a message is half of its work, its turn the other half.
        """
        last, since = None, monotonic()
        while True:
            now = await self._progress()
            if moments and _share(now, expected) >= moments[0]:
                moments.pop(0)
                await self._kill(_share(now, expected))
                since = monotonic()
                continue
            if now.stored >= expected and self._finished(now):
                return
            if now != last:
                last, since = now, monotonic()
            elif monotonic() - since > STILL_SECONDS:
                self._tell(f"nothing moves any more: {now}")
                return
            await asyncio.sleep(LOOK_SECONDS)

    async def _kill(self, share: float) -> None:
        await asyncio.sleep(self._crowd.hesitation())
        self._service.kill()
        self._tell(f"killed after {share:.0%} of the work")
        self.down_seconds += await self._service.start()

    async def _progress(self) -> Progress:
        async with self._store.read() as unit:
            return await Ledger(unit.rows, unit.now).progress()

    def _finished(self, now: Progress) -> bool:
        return not (now.unprocessed or now.unsent or self._side.owed())


def _share(now: Progress, expected: int) -> float:
    return (now.stored + now.turns) / (2 * expected)
