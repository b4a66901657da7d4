"""Leave for another flow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from flows.steps.base import Jump, Step

if TYPE_CHECKING:
    from flows.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Go(Step):
    """Leaves for ``flow``; ``topic`` and ``priority`` become parameters of that flow.

    The answers given so far go along, unless ``with_answers`` is false.
    """

    kind: ClassVar[str] = "go"

    flow: str
    topic: str | None = None
    priority: str | None = None
    with_answers: bool = True

    def run(self, run: Run) -> Jump:
        """Leave."""
        for name, value in (("topic", self.topic), ("priority", self.priority)):
            if value is not None:
                run.set_param(name, value)
        if not self.with_answers:
            run.change_frame(answers={})
        return Jump(self.flow)

    def jumps_to(self) -> str:
        """The flow."""
        return self.flow
