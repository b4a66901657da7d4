"""How far a message has come, by what was reported of its parts. Never backwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.messages import Delivery
from bot.store.database import Unit

ORDER = (
    Delivery.UNKNOWN,
    Delivery.QUEUED,
    Delivery.SENDING,
    Delivery.SENT,
    Delivery.DELIVERED,
    Delivery.READ,
)
ARRIVED = (Delivery.DELIVERED, Delivery.READ)


def standing(parts: Iterable[Sequence[Delivery]]) -> Delivery:
    """How far all parts have come that were sent; each has the states reported of it."""
    return min((_furthest(states) for states in parts), key=ORDER.index, default=Delivery.SENT)


def _furthest(states: Sequence[Delivery]) -> Delivery:
    arrived = [state for state in states if state in ARRIVED]
    return max(arrived, key=ORDER.index, default=Delivery.SENT)


async def advance(unit: Unit, message_id: str) -> None:
    """Write down how far a message has come, where that is further than was known."""
    known = await unit.reports.known(message_id)
    if known is None or known[0] not in ORDER:
        return
    reported = await unit.reports.of(message_id)
    count = len(await unit.sending.parts(message_id))
    reached = standing([reported.get(part, ()) for part in range(count)])
    if ORDER.index(reached) > ORDER.index(Delivery(known[0])):
        await unit.transcript.settle(message_id, reached, None)
