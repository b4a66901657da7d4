"""What an SMS costs: a price a segment, by where the number is."""

from __future__ import annotations

from collections.abc import Mapping

from bot.messages import MICROS, Estimate


class Prices:
    """Prices of a segment, in the currency of the account."""

    def __init__(self, otherwise: float, by_prefix: Mapping[str, float]) -> None:
        """``by_prefix`` are prefixes in E.164 with their "+"; the longest that fits counts."""
        self._otherwise = otherwise
        self._by_prefix = dict(sorted(by_prefix.items(), key=lambda item: -len(item[0])))

    def of(self, number: str, segments: int) -> Estimate:
        """What so many segments to ``number`` cost."""
        fitting = (price for prefix, price in self._by_prefix.items() if number.startswith(prefix))
        price = next(fitting, self._otherwise)
        return Estimate(segments, round(price * MICROS) * segments)
