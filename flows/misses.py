"""Counting what was not understood."""

from __future__ import annotations

from flows.effects import Fallback
from flows.run import Run


def missed(run: Run, reason: str) -> bool:
    """Count a miss; True where it is one too many."""
    run.emit(Fallback(reason))
    misses = run.session.misses + 1
    run.change(misses=misses)
    return misses >= run.content.rules.hand_over_after
