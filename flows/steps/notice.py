"""Give the privacy notice, with choices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from flows import notice
from flows.steps.base import END, Step

if TYPE_CHECKING:
    from flows.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Step):
    """Says the notice as this channel needs it, with ``offers``."""

    kind: ClassVar[str] = "notice"

    offers: tuple[str, ...]

    def run(self, run: Run) -> str:
        """Say it and end."""
        notice.give(run, run.choices(self.offers), asked=True)
        return END

    def choices(self) -> tuple[str, ...]:
        """What is offered."""
        return self.offers
