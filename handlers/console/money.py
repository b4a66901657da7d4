"""Sums of money as a page shows them. Which currency they are in, the provider's account says."""

from __future__ import annotations

from collections.abc import Mapping

from bot.views import Estimate

MICROS = 1_000_000

KINDS = {
    "automatic": "Automatic",
    "urgent": "Automatic, about danger",
    "person": "Written by colleagues",
}


def money(micros: int) -> str:
    """A sum with four decimals, since one message costs less than a cent."""
    return f"{micros / MICROS:.4f}"


def cost_words(costs: Mapping[str, Estimate], message_id: str) -> str:
    """What one message cost by our price list; "" for one that was free."""
    cost = costs.get(message_id)
    if cost is None:
        return ""
    about = f"about {money(cost.micros)}"
    if not cost.segments:
        return about.capitalize()
    return f"{cost.segments} {'segment' if cost.segments == 1 else 'segments'}, {about}"
