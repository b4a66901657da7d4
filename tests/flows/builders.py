"""Turns and worlds for tests, ordinary unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from flows.effects import Effect, Say
from flows.turn import Context, Turn

CONTACTS = {
    "emergency": "112",
    "police": "192",
    "ambulance": "194",
    "trafficking_line": "0800 00 000",
    "suicide_line": "0800 00 001",
    "suicide_line_hours": "18:00-22:00",
    "legal_aid_phone": "+383 00 000 000",
    "office_phone": "+383 00 000 001",
    "office_address": "Example Street, Prishtina",
    "office_hours": "Mon-Fri 08:00-16:30",
}
OPENS = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def world(**changes: Any) -> Context:
    """An open office, a person who has had the notice, the assistant in charge."""
    usual = Context(
        form="full",
        open_now=True,
        opens_at=None,
        now=datetime(2026, 11, 23, 10, 0, tzinfo=UTC),
        owner="bot",
        case_number=None,
        contacts=CONTACTS,
        degraded=False,
        noticed=True,
        consented=False,
    )
    return replace(usual, **changes)


def turn(text: str = "", intent: str | None = None, **changes: Any) -> Turn:
    """A message in English; ``intent`` is what the model is quite sure of."""
    usual = Turn(
        text=text,
        choice=None,
        command=None,
        intents=((intent, 0.9),) if intent else (),
        entities={},
        language="en",
        requested_language=None,
        danger=None,
        language_known=True,
    )
    return replace(usual, **changes)


def keys(effects: Sequence[Effect]) -> list[str]:
    """The names of the texts that were said."""
    return [effect.key for effect in effects if isinstance(effect, Say)]
