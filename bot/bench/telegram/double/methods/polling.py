"""getUpdates: long polling, by one poller at a time."""

from __future__ import annotations

from typing import Any

from bot.bench.telegram.double.params import Params
from bot.bench.telegram.double.refusals import OTHER_POLLER, WEBHOOK_ACTIVE, RefusedError
from bot.bench.telegram.double.world import World

LONGEST_SECONDS = 50


async def get_updates(world: World, params: Params) -> list[dict[str, Any]]:
    """What waits, or what comes within ``timeout`` seconds. ``offset`` forgets all below it.

    A poll that waits already is refused with 409 in favour of this one, as Telegram does.
    """
    if world.hook.url:
        raise RefusedError(409, WEBHOOK_ACTIVE)
    updates = world.updates
    updates.wake(RefusedError(409, OTHER_POLLER))
    if params.structure("allowed_updates") is not None:
        updates.allowed = params.listed("allowed_updates")
    offset = params.number("offset")
    if offset:
        updates.confirm(offset)
    limit = params.within("limit", 100, 1, 100)
    found = updates.batch(limit)
    seconds = params.within("timeout", 0, 0, LONGEST_SECONDS)
    if not found and seconds:
        await updates.wait(seconds)
        found = updates.batch(limit)
    return [update.to_json() for update in found]
