"""End the flow and say how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from flows.effects import End as Ended
from flows.steps.base import END, Step

if TYPE_CHECKING:
    from flows.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class End(Step):
    """Ends with ``outcome``, a word for reports."""

    kind: ClassVar[str] = "end"

    outcome: str

    def run(self, run: Run) -> str:
        """Note the outcome."""
        run.emit(Ended(self.outcome))
        return END
