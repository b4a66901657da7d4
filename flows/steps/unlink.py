"""Part the channels that a person has linked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from flows.effects import Unlink as Unlinked
from flows.steps.base import Step

if TYPE_CHECKING:
    from flows.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlink(Step):
    """Asks the spine to undo every link of this person."""

    kind: ClassVar[str] = "unlink"

    next: str

    def run(self, run: Run) -> str:
        """Decide it."""
        run.emit(Unlinked())
        return self.next

    def leads_to(self) -> tuple[str, ...]:
        """One step."""
        return (self.next,)
