"""The result of a measurement with a provider's traffic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.bench.figures import Times
from bot.bench.traffic.books import Fate
from bot.bench.traffic.plan import Plan

# What must never happen, however often the service is killed.
BROKEN = (
    Fate.LOST,
    Fate.STORED_TWICE,
    Fate.NEVER,
    Fate.WAITING,
    Fate.FAILED,
    Fate.ANSWERED_TWICE,
    Fate.SENT_TWICE,
    Fate.NOT_THERE,
    Fate.OUT_OF_ORDER,
)


@dataclass(frozen=True, slots=True)
class Taking:
    """How the service's webhook took what was posted at once: milliseconds until it answered, and
    how many it took a second. ``retried`` were not taken at first, ``given_up`` never."""

    times: Times
    per_second: float
    retried: int
    given_up: int


@dataclass(frozen=True, slots=True)
class Handled:
    """What was measured. ``fates`` counts messages, lines and (out of order) people; ``repeats``
    are those that came twice on purpose. ``seconds`` are from the first message to the last
    answer, ``down_seconds`` those in which the service was being started again. ``busy`` are the
    milliseconds from a message to the first answer while all others wait in the same line,
    ``calm`` those without a crowd."""

    plan: Plan
    model: str | None
    cores: int
    repeats: int
    fates: Mapping[Fate, int]
    seconds: float
    down_seconds: float
    updates_per_second: float
    busy: Times | None
    calm: Times | None
    taking: Taking | None = None

    @property
    def kept(self) -> bool:
        """Whether everything was stored once, answered once and in order, and every answer whose
        fate nobody knows was shown to people."""
        hidden = self.fates[Fate.UNKNOWN_LINES] - self.fates[Fate.UNKNOWN_SHOWN]
        return not hidden and not any(self.fates[fate] for fate in BROKEN)

    def to_json(self) -> dict[str, Any]:
        """Plain mappings, texts and numbers."""
        fates = {fate.value: count for fate, count in self.fates.items()}
        return {**asdict(self), "fates": fates, "kept": self.kept}
