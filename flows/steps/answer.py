"""Answer the question that brought the person into this flow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from flows.effects import Answered
from flows.phone import on_the_phone
from flows.steps.base import Step

if TYPE_CHECKING:
    from flows.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Step):
    """Says the answer of the intent in the flow's parameters, with its source if sensitive.

    On the phone nobody makes anything of a source.
    """

    kind: ClassVar[str] = "answer"
    supplies: ClassVar[frozenset[str]] = frozenset({"names", "checked"})

    next: str
    source: str

    def run(self, run: Run) -> str:
        """Say it and note that it was said."""
        intent = run.param("intent")
        faq = run.content.faq[intent]
        after = ""
        if faq.sensitive and not on_the_phone(run.context):
            names = ", ".join(name for name, _ in faq.sources)
            after = run.render(self.source, names=names, checked=faq.checked)
        run.say_answer(intent, after)
        run.emit(Answered(intent))
        return self.next

    def leads_to(self) -> tuple[str, ...]:
        """One step."""
        return (self.next,)

    def texts(self) -> tuple[str, ...]:
        """The line that names the source."""
        return (self.source,)
