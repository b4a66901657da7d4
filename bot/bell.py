"""Waking what waits in this process. Only a hint: who waits also looks by itself."""

from __future__ import annotations

import asyncio


class Bell:
    """Named signals. A waiter may miss none that rings after it began to wait."""

    def __init__(self) -> None:
        """Nobody waits yet."""
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._ending = False

    @property
    def ending(self) -> bool:
        """Whether this process ends: nobody should wait for news any more."""
        return self._ending

    def begin(self) -> None:
        """This process serves, perhaps again."""
        self._ending = False

    def end(self) -> None:
        """Wake everybody for the last time: this process ends, and no wait is long any more."""
        self._ending = True
        self.ring(*self._waiting)

    def ring(self, *names: str) -> None:
        """Wake everybody who waits for one of ``names``."""
        for name in names:
            for event in self._waiting.get(name, ()):
                event.set()

    async def wait(self, name: str, seconds: float) -> bool:
        """Wait until ``name`` rings, for ``seconds`` at most; whether it rang."""
        if self._ending:
            await asyncio.sleep(0)
            return False
        event = asyncio.Event()
        self._waiting.setdefault(name, set()).add(event)
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return False
        else:
            return True
        finally:
            self._waiting[name].discard(event)
            if not self._waiting[name]:
                del self._waiting[name]


def taken_turn(person_id: str) -> str:
    """The name of the signal that a turn of this person was taken."""
    return f"turn of {person_id}"
