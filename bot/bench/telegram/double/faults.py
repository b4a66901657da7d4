"""What goes wrong on purpose: by shares and a seed, or for the next calls of a method."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from bot.bench.telegram.double.refusals import RefusedError, too_many

T = TypeVar("T")
# Faults by share strike these; a call that only asks is broken by name (see Mischief.next).
DEEDS = frozenset({"sendMessage", "editMessageText", "editMessageReplyMarkup", "sendChatAction"})


class Fault(StrEnum):
    """What can happen to one call."""

    DROP_BEFORE = "drop_before"  # the connection breaks, and nothing was done
    DROP_AFTER = "drop_after"  # it was done, and the connection breaks before the answer
    TOO_MANY = "too_many"  # 429 with retry_after
    SERVER_ERROR = "server_error"  # 500, in the Bot API's own shape
    BAD_GATEWAY = "bad_gateway"  # 502 with a page that is no JSON


@dataclass(slots=True)
class Faults:
    """Shares (0 to 1) of what goes wrong; all of it is off at first.

    ``repeat`` are updates that are given once more, ``reorder`` shuffles waiting updates between
    people and never within one. ``delay`` are seconds that each answer waits at most. The others
    are shares of the calls of ``methods``.
    """

    repeat: float = 0.0
    reorder: bool = False
    delay: float = 0.0
    drop_before: float = 0.0
    drop_after: float = 0.0
    too_many: float = 0.0
    retry_after: int = 1
    server_error: float = 0.0
    bad_gateway: float = 0.0
    methods: frozenset[str] = field(default=DEEDS)


class Mischief:
    """Decides what goes wrong now; the same seed and the same calls give the same faults."""

    def __init__(self, faults: Faults, seed: int) -> None:
        """``faults`` may be changed at any time."""
        self.faults = faults
        self._random = random.Random(seed)  # noqa: S311 - repeatable, nothing secret
        self._next: dict[str, list[Fault | RefusedError]] = {}

    def next(self, method: str, *faults: Fault | RefusedError) -> None:
        """Let these happen to the next calls of ``method``, one each, in this order."""
        self._next.setdefault(method, []).extend(faults)

    def strike(self, method: str) -> Fault | RefusedError | None:
        """What happens to this call, None for nothing."""
        if planned := self._next.get(method):
            return planned.pop(0)
        if method not in self.faults.methods:
            return None
        drawn = self._random.random()
        for fault in Fault:
            share: float = getattr(self.faults, fault.value)
            if drawn < share:
                return fault
            drawn -= share
        return None

    def refusal(self, fault: Fault) -> RefusedError:
        """The answer that a fault with an answer gives."""
        if fault is Fault.TOO_MANY:
            return too_many(self.faults.retry_after)
        return RefusedError(500, "Internal Server Error")

    def pause(self) -> float:
        """Seconds until this answer is given."""
        return self._random.uniform(0, self.faults.delay) if self.faults.delay else 0.0

    def repeats(self) -> bool:
        """Whether an update that was given is given once more."""
        return self._random.random() < self.faults.repeat

    def order(self, things: Sequence[T], person: Callable[[T], int]) -> list[T]:
        """``things`` shuffled between people: each one's own keep their order."""
        if not self.faults.reorder:
            return list(things)
        places = [person(thing) for thing in things]
        own: dict[int, list[T]] = {}
        for thing in reversed(things):
            own.setdefault(person(thing), []).append(thing)
        self._random.shuffle(places)
        return [own[place].pop() for place in places]
