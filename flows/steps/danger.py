"""Say what to do now in a danger, each danger in full only once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from flows.steps.base import Step

if TYPE_CHECKING:
    from flows.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Danger(Step):
    """Says ``safety.<topic>`` for the topic in the flow's parameters, one of ``topics``."""

    kind: ClassVar[str] = "danger"

    topics: tuple[str, ...]
    next: str

    def run(self, run: Run) -> str:
        """Say it and remember that it was said."""
        topic = run.param("topic")
        run.say(f"safety.{topic}", sensitive=True)
        run.note_told(topic)
        return self.next

    def leads_to(self) -> tuple[str, ...]:
        """One step."""
        return (self.next,)

    def texts(self) -> tuple[str, ...]:
        """One text for each topic."""
        return tuple(f"safety.{topic}" for topic in self.topics)
