"""Find who answers a message: the first of an ordered list that feels concerned."""

from __future__ import annotations

from collections.abc import Callable

from flows import concerns
from flows.media import media
from flows.pending import question
from flows.run import Run

ORDER: tuple[Callable[[Run], bool], ...] = (
    concerns.danger,
    concerns.code,
    media,
    concerns.pressed,
    concerns.language,
    concerns.command,
    concerns.unreadable,
    question,
    concerns.unknown_language,
    concerns.queued,
    concerns.intent,
    concerns.not_understood,
)


def decide(run: Run) -> None:
    """Answer the message. Danger comes before everything else."""
    for concerned in ORDER:
        if concerned(run):
            return
