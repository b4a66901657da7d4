"""The person wants no more messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from flows.effects import StopMessages as Stopped
from flows.steps.base import Step

if TYPE_CHECKING:
    from flows.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class StopMessages(Step):
    """Asks the spine to write to this person no more; a flow set aside is dropped."""

    kind: ClassVar[str] = "stop_messages"

    next: str

    def run(self, run: Run) -> str:
        """Decide it."""
        run.emit(Stopped())
        run.drop_parked()
        return self.next

    def leads_to(self) -> tuple[str, ...]:
        """One step."""
        return (self.next,)
