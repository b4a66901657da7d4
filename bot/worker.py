"""The loops of one service process: turns, sends, and what happens when nobody speaks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import structlog

from bot.bell import Bell
from bot.conversation import Spine
from bot.ending import call_at_end

log = structlog.get_logger()

TURNS_AT_ONCE = 16
LOOK_AGAIN_SECONDS = 1.0
AFTER_ERROR_SECONDS = 1.0
LAST_STEP_SECONDS = 10

Warm = Callable[[], Coroutine[Any, Any, None]]
Life = Callable[[object], AbstractAsyncContextManager[None]]


class TurnLoop:
    """Takes the turns of whoever waits, some persons at a time, never one person twice."""

    def __init__(self, spine: Spine, bell: Bell) -> None:
        """The bell "inbound" is rung whenever a message was kept."""
        self._spine = spine
        self._bell = bell
        self._running: dict[str, asyncio.Task[None]] = {}
        self._resting: set[str] = set()

    async def step(self) -> None:
        """Start turns for those who wait, then rest until something rings."""
        room = TURNS_AT_ONCE - len(self._running)
        besides = {*self._running, *self._resting}
        fresh = await self._spine.people_waiting(room, besides) if room else []
        for person in fresh:
            task = asyncio.create_task(self._turns_of(person))
            self._running[person] = task
        if not fresh:
            await self._bell.wait("inbound", LOOK_AGAIN_SECONDS)

    async def drain(self) -> None:
        """Let the turns that have begun come to their end."""
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def _turns_of(self, person: str) -> None:
        try:
            while await self._spine.take_turn(person):
                pass
        except Exception as error:  # noqa: BLE001 - the message stays kept and is tried again
            log.error("turn_failed", error=type(error).__name__)
            self._rest(person)
        finally:
            del self._running[person]
            self._bell.ring("inbound")

    def _rest(self, person: str) -> None:
        """Leave a person whose turn failed alone for a while: others go on in their place."""
        self._resting.add(person)
        loop = asyncio.get_running_loop()
        loop.call_later(AFTER_ERROR_SECONDS, self._resting.discard, person)


async def until_end(name: str, step: Callable[[], Awaitable[object]], bell: Bell) -> None:
    """Run ``step`` until this process ends; an error is logged, and after a pause it goes on.

    The last step is not cut off: a database that is left in the middle of a call may hang.
    """
    while not bell.ending:
        try:
            await step()
        except Exception as error:  # noqa: BLE001 - a loop that ends would lose people
            log.error("loop_failed", loop=name, error=type(error).__name__)
            await bell.wait("end", AFTER_ERROR_SECONDS)


def life_of(
    bell: Bell,
    warm: Warm,
    steps: Mapping[str, Callable[[], Awaitable[object]]],
    endings: Sequence[Callable[[], Awaitable[object]]],
) -> Life:
    """What an application lives by: ``steps`` by name, repeated from its start to its end.

    ``warm`` prepares beside them; ``endings`` come in their order when the last step is done.
    """

    @asynccontextmanager
    async def life(_app: object) -> AsyncIterator[None]:
        bell.begin()
        warming = asyncio.create_task(warm())
        loops = [asyncio.create_task(until_end(name, step, bell)) for name, step in steps.items()]
        try:
            with call_at_end(bell.end):
                yield
        finally:
            bell.end()
            warming.cancel()
            _, late = await asyncio.wait(loops, timeout=LAST_STEP_SECONDS)
            for loop in late:
                loop.cancel()
            await asyncio.gather(warming, *loops, return_exceptions=True)
            for ending in endings:
                await ending()

    return life
