"""What is wrong with content: faults that stop it, and findings that people should mend."""

from __future__ import annotations

from datetime import date

from flows.checks import discreet, graph, ids, previews, spoken, templates, used, words
from flows.content import FALLBACK_LANGUAGE, Content


def fatal(content: Content) -> list[str]:
    """Faults that the engine could stumble over, in a steady order."""
    found = [*graph.faults(content), *used.faults(content), *ids.faults(content)]
    return [*found, *templates.faults(content)]


def findings(content: Content, today: date | None = None) -> list[str]:
    """What is missing, too long or stale (with ``today``), in a steady order."""
    if FALLBACK_LANGUAGE not in content.texts or fatal(content):
        return []
    return [
        *words.missing(content),
        *previews.faults(content),
        *templates.differences(content),
        *words.lengths(content),
        *words.numbers(content),
        *discreet.faults(content),
        *spoken.faults(content),
        *(words.stale(content, today) if today is not None else ()),
    ]
