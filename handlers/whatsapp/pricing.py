"""What a message of WhatsApp costs: one price a message, and another beside it for a template."""

from __future__ import annotations

from bot.messages import MICROS, Estimate


class Prices:
    """Prices in the currency of the account."""

    def __init__(self, message: float, template: float) -> None:
        """``template`` comes beside the price of its message."""
        self._message = round(message * MICROS)
        self._template = round(template * MICROS)

    def of(self, messages: int) -> Estimate:
        """What so many messages cost to somebody who wrote lately."""
        return Estimate(0, self._message * messages)

    def of_template(self) -> Estimate:
        """What it costs to ask somebody to write."""
        return Estimate(0, self._message + self._template)
