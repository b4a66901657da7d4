"""Say a text and go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from flows.steps.base import Step

if TYPE_CHECKING:
    from flows.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Say(Step):
    """Says ``text``; ``sensitive`` marks what should not stand in a preview."""

    kind: ClassVar[str] = "say"

    text: str
    next: str
    sensitive: bool = False

    def run(self, run: Run) -> str:
        """Say it."""
        run.say(self.text, sensitive=self.sensitive)
        return self.next

    def leads_to(self) -> tuple[str, ...]:
        """One step."""
        return (self.next,)

    def texts(self) -> tuple[str, ...]:
        """One text."""
        return (self.text,)
