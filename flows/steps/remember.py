"""Remember a fixed word about the person that operators must see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from flows.effects import Remember as Remembered
from flows.steps.base import Step

if TYPE_CHECKING:
    from flows.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Remember(Step):
    """Remembers ``name`` = ``value``; both stand in the content and are nobody's data."""

    kind: ClassVar[str] = "remember"

    name: str
    value: str
    next: str

    def run(self, run: Run) -> str:
        """Decide it."""
        run.emit(Remembered(self.name, self.value, private=False))
        return self.next

    def leads_to(self) -> tuple[str, ...]:
        """One step."""
        return (self.next,)
