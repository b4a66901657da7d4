"""Note whether the last answer helped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from flows.effects import Answered
from flows.steps.base import Step

if TYPE_CHECKING:
    from flows.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Step):
    """Notes ``helped`` for the intent in the flow's parameters."""

    kind: ClassVar[str] = "rate"

    helped: bool
    next: str

    def run(self, run: Run) -> str:
        """Decide it."""
        run.emit(Answered(run.param("intent"), self.helped))
        return self.next

    def leads_to(self) -> tuple[str, ...]:
        """One step."""
        return (self.next,)
