"""A share of messages, with the interval in which the true share lies."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

# From this many messages on the interval is narrower than five points either way.
ENOUGH = 400
_Z = 1.959964  # two-sided 95 % of the normal distribution


@dataclass(frozen=True)
class Share:
    """`hits` of `of` messages."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """The share from 0 to 1; None of no messages at all."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the share after Wilson (1927, JASA 22: 209-212); None of none."""
        if not self.of:
            return None
        share, z2 = self.hits / self.of, _Z * _Z / self.of
        middle = (share + z2 / 2) / (1 + z2)
        half = math.sqrt(z2 * (share * (1 - share) + z2 / 4)) / (1 + z2)
        return max(0.0, middle - half), min(1.0, middle + half)

    @property
    def small(self) -> bool:
        """Whether so few messages stand behind the share that its interval must be told."""
        return self.of < ENOUGH

    def to_json(self) -> dict[str, Any]:
        """Return share, hits, of, low and high; share, low and high are None of no messages."""
        low, high = self.interval or (None, None)
        share = {"share": self.value, "low": low, "high": high}
        rounded = {name: None if v is None else round(v, 4) for name, v in share.items()}
        return {**rounded, "hits": self.hits, "of": self.of}


def share(answers: Iterable[bool]) -> Share:
    """Return how many of `answers` are true."""
    known = list(answers)
    return Share(sum(known), len(known))
