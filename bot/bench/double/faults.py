"""What goes wrong on purpose: by shares and a seed, or for the next calls of a method."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

T = TypeVar("T")


class Fault(StrEnum):
    """What can happen to one call."""

    DROP_BEFORE = "drop_before"  # the connection breaks, and nothing was done
    DROP_AFTER = "drop_after"  # it was done, and the connection breaks before the answer
    TOO_MANY = "too_many"  # 429
    SERVER_ERROR = "server_error"  # 500, in the provider's own shape
    BAD_GATEWAY = "bad_gateway"  # 502 with a page that is no JSON


class Refusal(Exception):
    """A call that is answered with no; ``code`` is the HTTP status."""

    code: int

    def body(self) -> dict[str, Any]:
        """The answer's JSON."""
        raise NotImplementedError

    def headers(self) -> dict[str, str]:
        """Headers of the answer."""
        return {}


@dataclass(slots=True)
class Faults:
    """Shares (0 to 1) of what goes wrong; all of it is off at first.

    ``repeat`` is of what the provider gives once more, ``reorder`` shuffles what waits between
    people and never within one. ``delay`` are seconds that each answer waits at most, and
    ``retry_after`` those that a 429 names. The others are shares of the calls that do something.
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


class Mischief:
    """Decides what goes wrong now; the same seed and the same calls give the same faults."""

    def __init__(self, faults: Faults, seed: int, deeds: Collection[str]) -> None:
        """``faults`` may be changed at any time. By share they strike calls of ``deeds``; a call
        that only asks is broken by name (see ``next``)."""
        self.faults = faults
        self._random = random.Random(seed)  # noqa: S311 - repeatable, nothing secret
        self._deeds = deeds
        self._next: dict[str, list[Fault | Refusal]] = {}

    def next(self, method: str, *faults: Fault | Refusal) -> None:
        """Let these happen to the next calls of ``method``, one each, in this order."""
        self._next.setdefault(method, []).extend(faults)

    def strike(self, method: str) -> Fault | Refusal | None:
        """What happens to this call, None for nothing."""
        if planned := self._next.get(method):
            return planned.pop(0)
        if method not in self._deeds:
            return None
        drawn = self._random.random()
        for fault in Fault:
            share: float = getattr(self.faults, fault.value)
            if drawn < share:
                return fault
            drawn -= share
        return None

    def pause(self) -> float:
        """Seconds until this answer is given."""
        return self._random.uniform(0, self.faults.delay) if self.faults.delay else 0.0

    def repeats(self) -> bool:
        """Whether something that was given is given once more."""
        return self.draws(self.faults.repeat)

    def draws(self, share: float) -> bool:
        """Whether what happens in this share of all cases happens now."""
        return self._random.random() < share

    def pick(self, things: Sequence[T]) -> T:
        """Which of ``things``, of different people, is next: the first unless they reorder."""
        return self._random.choice(things) if self.faults.reorder else things[0]

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
