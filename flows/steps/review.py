"""Show the answers given so far and ask whether they may go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from flows.steps.ask import Ask

if TYPE_CHECKING:
    from flows.run import Run

SHOWN = 60
"""Characters of a free answer that a summary repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Ask):
    """A question whose text may show ``lines`` (one an answer) and ``count`` of answers."""

    kind: ClassVar[str] = "review"
    supplies: ClassVar[frozenset[str]] = frozenset({"lines", "count"})

    def params(self, run: Run) -> dict[str, Any]:
        """The lines, and how many questions were answered."""
        questions = [
            step for step in run.flow.steps.values() if isinstance(step, Ask) and step.field
        ]
        lines = "\n".join(self._line(run, step) for step in questions)
        return {"lines": lines, "count": sum(step.save in run.frame.answers for step in questions)}

    def _line(self, run: Run, step: Ask) -> str:
        label = run.label(step.field or "")
        return f"{label}: {self._shown(run, step)}"

    def _shown(self, run: Run, step: Ask) -> str:
        value = run.frame.answers.get(step.save or "")
        if value is None:
            return run.label("field.skipped")
        option = step.option(value)
        if option is not None:
            return run.label(option.label)
        if step.accept == "country":
            return run.renderer.country(value, run.language)
        return value if len(value) <= SHOWN else f"{value[:SHOWN]}…"

    def labels(self) -> tuple[str, ...]:
        """Those of the question, and the word for an answer that was left out."""
        return (*Ask.labels(self), "field.skipped")
