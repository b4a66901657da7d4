"""Call a human, and say honestly what happens next and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from flows.effects import HandOff as HandOver
from flows.steps.base import Step

if TYPE_CHECKING:
    from flows.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOff(Step):
    """Hands over with ``topic`` and ``priority``, or those of the flow's parameters.

    Says ``when_open`` or ``when_closed`` by the office's hours, ``when_queued`` instead where
    the person waits already, and ``case`` with the number of an open case.
    """

    kind: ClassVar[str] = "hand_off"

    reason: str
    next: str
    when_open: str
    when_closed: str
    when_queued: str | None = None
    case: str | None = None
    topic: str | None = None
    priority: str | None = None
    sensitive: bool = False

    def run(self, run: Run) -> str:
        """Hand over and say so."""
        topic = self.topic or run.param("topic") or run.param("intent")
        priority = self.priority or run.param("priority") or None
        # The number of a new case is told where the case is opened: after these words.
        run.say(*self._said(run), sensitive=self.sensitive)
        run.emit(HandOver(topic, priority, self.reason, run.answers_to_hand_over()))
        run.note_handed_over()
        return self.next

    def _said(self, run: Run) -> tuple[str, ...]:
        if run.context.owner == "queue" and self.when_queued is not None:
            return (self.when_queued,)
        when = self.when_open if run.context.open_now else self.when_closed
        if self.case is None or run.context.case_number is None:
            return (when,)
        return (when, self.case)

    def leads_to(self) -> tuple[str, ...]:
        """One step."""
        return (self.next,)

    def texts(self) -> tuple[str, ...]:
        """Every text it may say."""
        optional = (self.when_queued, self.case)
        return (self.when_open, self.when_closed, *(key for key in optional if key))
