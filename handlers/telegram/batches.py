"""A batch of updates: different people's at once, one person's one after the other."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

from handlers.telegram.unreadable import chat_of

AT_ONCE = 16

Take = Callable[[dict[str, Any]], Awaitable[None]]


async def store(updates: list[Any], take: Take) -> tuple[int | None, str | None]:
    """Store ``updates`` in order, as far as it goes. The offset that confirms all that may be
    confirmed (None: nothing), and the kind of the error that stopped us, if one did.

    What was stored behind an update that was not comes again; it is known by its ids then.
    """
    known = [raw for raw in updates if isinstance(raw, dict) and _number(raw) is not None]
    room = asyncio.Semaphore(AT_ONCE)
    people: defaultdict[int | None, list[dict[str, Any]]] = defaultdict(list)
    for raw in known:
        people[chat_of(raw)].append(raw)
    troubles = await asyncio.gather(
        *(_store_in_order(theirs, take, room) for theirs in people.values())
    )
    failed = dict(trouble for trouble in troubles if trouble)
    if failed:
        first = min(failed)
        return first, failed[first]
    numbers = [number for raw in known if (number := _number(raw)) is not None]
    return (max(numbers) + 1 if numbers else None), None


async def _store_in_order(
    theirs: list[dict[str, Any]], take: Take, room: asyncio.Semaphore
) -> tuple[int, str] | None:
    """The number of the first update that was not stored, and the kind of its error."""
    async with room:
        for raw in theirs:
            try:
                await take(raw)
            except Exception as error:  # noqa: BLE001 - whatever it is, the update must come again
                return raw["update_id"], type(error).__name__
    return None


def _number(raw: dict[str, Any]) -> int | None:
    number = raw.get("update_id")
    return number if isinstance(number, int) else None
