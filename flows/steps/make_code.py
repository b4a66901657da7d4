"""Make a code that links another channel of the person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from flows.effects import MakeCode as Made
from flows.steps.base import Step

if TYPE_CHECKING:
    from flows.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeCode(Step):
    """Asks the spine for a code; ``text`` is said with the ``code`` and its ``minutes``."""

    kind: ClassVar[str] = "make_code"
    supplies: ClassVar[frozenset[str]] = frozenset({"code", "minutes"})

    text: str
    next: str

    def run(self, run: Run) -> str:
        """Decide it."""
        run.emit(Made(self.text))
        return self.next

    def leads_to(self) -> tuple[str, ...]:
        """One step."""
        return (self.next,)

    def texts(self) -> tuple[str, ...]:
        """What is said with the code."""
        return (self.text,)
