"""The result of a measurement with phone calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.bench.figures import Times

SLOWEST_MS = 3000.0
"""No webhook may take longer; Twilio itself waits for fifteen seconds."""


@dataclass(frozen=True, slots=True)
class CallPlan:
    """``calls`` under way at the same time, each with so many ``turns``; people speak words of
    ``languages``. ``pace``: what is said to them takes as long as it does in life (1), or no time
    at all (0). A share of ``repeat`` of the webhooks is posted twice."""

    calls: int = 200
    turns: int = 5
    seed: int = 1
    repeat: float = 0.02
    pace: float = 1.0
    languages: tuple[str, ...] = ("en", "ar", "fr", "tr", "es")


@dataclass(frozen=True, slots=True)
class Phoned:
    """What was measured. ``times`` are milliseconds to a document. ``ended`` says how calls came
    to their end and how often, ``lost`` are calls that ended otherwise, with what the double
    says of them. ``fillers`` are turns whose answer was not there at once, ``silent`` documents
    that say nothing, and ``seconds`` the whole time."""

    plan: CallPlan
    model: str | None
    cores: int
    times: Sequence[Times]
    slowest_ms: float
    largest_bytes: int
    documents: int
    repeats: int
    turns: int
    fillers: int
    at_once: int
    ended: Mapping[str, int]
    lost: Sequence[str]
    seconds: float

    @property
    def kept(self) -> bool:
        """Whether no call was lost, and no webhook too slow."""
        return not self.lost and self.slowest_ms < SLOWEST_MS

    def to_json(self) -> dict[str, Any]:
        """Everything, for JSON."""
        return {**asdict(self), "kept": self.kept}
