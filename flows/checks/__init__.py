"""What is wrong with content: faults that stop it, and findings that people should mend."""

from __future__ import annotations

from datetime import date

from flows.content import Content


def fatal(content: Content) -> list[str]:
    """Faults that the engine could stumble over, in a steady order."""
    return []


def findings(content: Content, today: date | None = None) -> list[str]:
    """What is missing, too long or stale (with ``today``), in a steady order."""
    return []
