"""Offer the languages, each by its own name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from flows.effects import Choice
from flows.steps.base import END, Step

if TYPE_CHECKING:
    from flows.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Languages(Step):
    """Says ``text``, or the same line in every language where ``text`` is left out."""

    kind: ClassVar[str] = "languages"

    text: str | None = None

    def run(self, run: Run) -> str:
        """Say it with one choice for each language."""
        names = run.renderer.language_names()
        choices = tuple(Choice(f"lang:{code}", name) for code, name in names)
        if self.text is not None:
            run.say(self.text, choices=choices)
        else:
            line = run.renderer.in_every_language(run.context.form)
            run.say_rendered("language.offer", line, choices=choices)
            run.change(language_offered=True)
        return END

    def texts(self) -> tuple[str, ...]:
        """One text or none."""
        return (self.text,) if self.text is not None else ()

    def labels(self) -> tuple[str, ...]:
        """The line in every language, where it is used."""
        return () if self.text is not None else ("language.choose", "language.word")
