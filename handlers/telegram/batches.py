"""A batch of updates: different people's at once, one person's one after the other."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from handlers.telegram.unreadable import chat_of

AT_ONCE = 16

Take = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Stored:
    """How far a batch was stored. ``offset`` confirms all that may be confirmed (None: nothing).

    ``trouble`` is the kind of the error that stopped us, ``stuck`` the update that it was
    about; ``others`` says that some other update was stored all the same.
    """

    offset: int | None
    trouble: str | None = None
    stuck: dict[str, Any] | None = None
    others: bool = False


async def store(updates: list[Any], take: Take) -> Stored:
    """Store ``updates`` in order, as far as it goes.

    What was stored behind an update that was not comes again; it is known by its ids then.
    """
    known = [raw for raw in updates if isinstance(raw, dict) and _number(raw) is not None]
    room = asyncio.Semaphore(AT_ONCE)
    people: defaultdict[int | None, list[dict[str, Any]]] = defaultdict(list)
    for raw in known:
        people[chat_of(raw)].append(raw)
    ends = await asyncio.gather(
        *(_store_in_order(theirs, take, room) for theirs in people.values())
    )
    failed = [end for end in ends if end.trouble]
    if failed:
        first = min(failed, key=lambda end: end.offset or 0)
        return replace(first, others=any(end.others for end in ends))
    numbers = [number for raw in known if (number := _number(raw)) is not None]
    return Stored(max(numbers) + 1 if numbers else None)


async def _store_in_order(
    theirs: list[dict[str, Any]], take: Take, room: asyncio.Semaphore
) -> Stored:
    """One person's updates; ``others`` says that at least one was stored."""
    async with room:
        for place, raw in enumerate(theirs):
            try:
                await take(raw)
            except Exception as error:  # noqa: BLE001 - whatever it is, the update must come again
                return Stored(raw["update_id"], type(error).__name__, raw, others=place > 0)
    return Stored(None, others=True)


def _number(raw: dict[str, Any]) -> int | None:
    number = raw.get("update_id")
    return number if isinstance(number, int) else None
