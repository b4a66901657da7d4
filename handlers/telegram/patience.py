"""How long one update may be brought in vain before it stops standing in its person's way."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from handlers.telegram.batches import Take
from handlers.telegram.polling import TRIES

REMEMBERED = 1000


class Patience:
    """Stores what the webhook is brought. Telegram brings an update that is not taken for a day,
    everything else of that person behind it, and then drops it."""

    def __init__(self, take: Take, keep_broken: Take) -> None:
        """``take`` stores an update; ``keep_broken`` keeps of it only that it came."""
        self._take = take
        self._keep_broken = keep_broken
        self._stored = 0
        # By number of the update: how often it failed, and how many others were stored before.
        self._failed: OrderedDict[Any, tuple[int, int]] = OrderedDict()

    async def take(self, raw: dict[str, Any]) -> None:
        """Return when ``raw`` is stored, or set aside: that happens when it failed many times
        while others could be stored. Raises what storing raises."""
        number = raw.get("update_id")
        try:
            await self._take(raw)
        except Exception:
            if not self._is_enough(number):
                raise
            await self._keep_broken(raw)
        self._stored += 1
        self._failed.pop(number, None)

    def _is_enough(self, number: Any) -> bool:
        times, before = self._failed.pop(number, (0, self._stored))
        self._failed[number] = times + 1, before
        if len(self._failed) > REMEMBERED:
            self._failed.popitem(last=False)
        return times + 1 >= TRIES and self._stored > before
