"""The figures of a measurement, each with what it should be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

PATH_MS = 25.0
REPEATED_MS = 1.0
MEMORY_MB = 900.0
TRAINING_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Target:
    """At most ``most``, of the figure called ``of``."""

    of: str
    most: float


@dataclass(frozen=True, slots=True)
class Times:
    """How long each of ``messages`` took, in milliseconds."""

    name: str
    messages: int
    median: float
    p95: float
    p99: float
    target: Target | None = None

    @property
    def reached(self) -> bool | None:
        """Whether the target is reached, None without one."""
        if self.target is None:
            return None
        held: float = getattr(self, self.target.of)
        return held <= self.target.most


@dataclass(frozen=True, slots=True)
class Amount:
    """One number, in ``unit``, that should be at most ``target.most``."""

    value: float
    unit: str
    target: Target

    @property
    def reached(self) -> bool:
        """Whether it is not more than it should be."""
        return self.value <= self.target.most


@dataclass(frozen=True, slots=True)
class Rate:
    """How many messages a second were understood with so many asked at the same time."""

    processes: int
    in_flight: int
    messages_per_second: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything that was measured; None where it could not be, or was not asked for.

    ``one_core`` says that server and client had one core for ``times`` and ``memory``.
    """

    model: str
    messages: int
    cores: int
    one_core: bool
    times: tuple[Times, ...]
    memory: Amount | None
    training: Amount | None
    throughput: tuple[Rate, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain mappings, lists, texts and numbers; each figure says whether it is reached."""
        amounts = {"memory": self.memory, "training": self.training}
        return {
            **asdict(self),
            "times": [{**asdict(one), "reached": one.reached} for one in self.times],
            **{
                name: {**asdict(one), "reached": one.reached} if one else None
                for name, one in amounts.items()
            },
        }


def times(name: str, taken: Sequence[float], target: Target | None = None) -> Times:
    """The figures of ``taken``, milliseconds for each message; there must be one at least."""
    ordered = sorted(taken)
    median, p95, p99 = (_percentile(ordered, share) for share in (0.5, 0.95, 0.99))
    return Times(name, len(ordered), median, p95, p99, target)


def _percentile(ordered: Sequence[float], share: float) -> float:
    """By the nearest rank: always a time that was really taken."""
    return ordered[math.ceil(share * len(ordered)) - 1]
