"""Take back what was sent to the person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from flows.effects import Retract as TakenBack
from flows.steps.base import Step

if TYPE_CHECKING:
    from flows.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Retract(Step):
    """Asks the spine to take back our messages, as far as the channel allows."""

    kind: ClassVar[str] = "retract"

    next: str

    def run(self, run: Run) -> str:
        """Decide it."""
        run.emit(TakenBack())
        return self.next

    def leads_to(self) -> tuple[str, ...]:
        """One step."""
        return (self.next,)
