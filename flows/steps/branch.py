"""Go one way or the other, by something that is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from flows.phone import on_the_phone
from flows.steps.base import Step

if TYPE_CHECKING:
    from flows.run import Run

UNSAID = "distress"
"""The danger that names no cause."""

CONDITIONS: Mapping[str, Callable[[Run], bool]] = {
    "consented": lambda run: run.context.consented,
    "has_case": lambda run: run.context.case_number is not None,
    "case_number_given": lambda run: (
        run.context.case_number is not None or "case_number" in run.turn.entities
    ),
    "told_before": lambda run: _told_before(run.param("topic"), run.session.told),
    "language_settled": lambda run: run.turn.language_known or run.session.language_offered,
    "can_retract": lambda run: run.context.channel in run.content.retracting,
    "by_phone": lambda run: on_the_phone(run.context),
    "linked": lambda run: run.context.linked,
    "queued": lambda run: run.context.owner == "queue",
    "interrupting": lambda run: run.session.parked is not None and run.session.returning,
}


def _told_before(topic: str, told: tuple[str, ...]) -> bool:
    """A cry for help with no cause given adds nothing to any danger that was answered."""
    return topic in told or (topic == UNSAID and bool(told))


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch(Step):
    """Goes to ``then`` where the condition ``test`` holds, to ``otherwise`` where it does not."""

    kind: ClassVar[str] = "branch"

    test: str
    then: str
    otherwise: str

    def run(self, run: Run) -> str:
        """Choose."""
        return self.then if CONDITIONS[self.test](run) else self.otherwise

    def leads_to(self) -> tuple[str, ...]:
        """Both ways."""
        return (self.then, self.otherwise)
