"""Record whether the person agrees that answers of a request are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from flows.effects import Consent as Consented
from flows.steps.base import Step

if TYPE_CHECKING:
    from flows.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent(Step):
    """Records ``given`` with the version of the consent text."""

    kind: ClassVar[str] = "consent"

    given: bool
    next: str

    def run(self, run: Run) -> str:
        """Decide it."""
        run.emit(Consented(self.given, run.content.versions["consent"]))
        return self.next

    def leads_to(self) -> tuple[str, ...]:
        """One step."""
        return (self.next,)
