"""The person confirmed that their data are to be deleted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from flows.effects import EraseRequest
from flows.steps.base import Step

if TYPE_CHECKING:
    from flows.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Erase(Step):
    """Asks the spine to erase this person, once an open case is closed.

    A flow set aside is dropped with its answers. ``linked``: also what is kept of the channels
    that the person linked with this one.
    """

    kind: ClassVar[str] = "erase"

    next: str
    linked: bool = False

    def run(self, run: Run) -> str:
        """Decide it."""
        run.emit(EraseRequest(run.context.case_number is not None, self.linked))
        run.drop_parked()
        return self.next

    def leads_to(self) -> tuple[str, ...]:
        """One step."""
        return (self.next,)
