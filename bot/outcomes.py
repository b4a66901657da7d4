"""What became of one attempt to send, and what follows from each way in which it can fail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.backing_off import pause
from bot.messages import Delivery, Estimate, SendError, Trouble
from bot.store.records import Queued
from bot.store.sending import NUDGED, SPOKEN

MAX_ATTEMPTS = 8
MAX_CODE = 48
WAITS_FOR_THE_PERSON = timedelta(hours=72)
LEAST_WAIT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt, and how long to wait before the next.

    ``part`` is the provider's id of the last part, ``first`` that of the first one. An attempt
    that does not count is forgotten. ``dead``: nothing reaches this address any more.
    ``opted_out``: the person wants nothing there; ``closed``: they must write first. ``rest``:
    parts were kept back. ``cost`` is that of the last part, or of a reminder in its place, whose
    id at the provider is ``nudge_id``.
    """

    state: Delivery
    code: str | None = None
    wait: timedelta = timedelta(0)
    counts: bool = True
    dead: bool = False
    opted_out: bool = False
    closed: bool = False
    part: str | None = None
    first: str | None = None
    rest: bool = False
    cost: Estimate | None = None
    nudge_id: str | None = None


def after_error(queued: Queued, error: SendError) -> Outcome:
    """What ``error`` means. What was sent before may be closed or taken back twice."""
    code, attempts = error.code[:MAX_CODE], queued.attempts + 1
    repeatable = error.trouble is Trouble.UNKNOWN and queued.act not in SPOKEN
    match Trouble.RETRY if repeatable else error.trouble:
        case Trouble.RETRY if error.after is not None:
            wait = timedelta(seconds=max(error.after, LEAST_WAIT_SECONDS))
            return Outcome(Delivery.QUEUED, code, wait, counts=False)
        case Trouble.RETRY if attempts < MAX_ATTEMPTS:
            return Outcome(Delivery.QUEUED, code, pause(attempts))
        case Trouble.UNKNOWN:
            return Outcome(Delivery.UNKNOWN, code)
        case Trouble.NUDGED:
            return Outcome(
                Delivery.QUEUED,
                NUDGED,
                WAITS_FOR_THE_PERSON,
                counts=False,
                nudge_id=error.provider_id,
            )
        case trouble:
            return failed(code, trouble)


def failed(code: str, trouble: Trouble | None) -> Outcome:
    """It did not arrive and is not tried again; ``trouble`` says what that means."""
    return Outcome(
        Delivery.FAILED,
        code,
        dead=trouble is Trouble.DEAD,
        opted_out=trouble is Trouble.OPTED_OUT,
        closed=trouble is Trouble.CLOSED,
    )


def after_interruption(queued: Queued, *, idempotent: bool) -> Outcome:
    """What is left to do where the process died: again where that is harmless, never else."""
    harmless = idempotent or queued.act not in SPOKEN
    if harmless and queued.attempts < MAX_ATTEMPTS:
        return Outcome(Delivery.QUEUED, "interrupted", pause(queued.attempts))
    lost = Delivery.UNKNOWN if queued.act in SPOKEN else Delivery.FAILED
    return Outcome(lost, "interrupted")
