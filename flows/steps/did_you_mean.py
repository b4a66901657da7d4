"""Say what may have been meant, as choices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from flows.steps.base import END, Step

if TYPE_CHECKING:
    from flows.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class DidYouMean(Step):
    """Says ``text`` with the likeliest intents as choices, then ``offers``.

    Where nothing was understood at all, or the model is away, the flow goes on with ``nothing``.
    """

    kind: ClassVar[str] = "did_you_mean"

    text: str
    offers: tuple[str, ...]
    nothing: str

    def run(self, run: Run) -> str:
        """Offer them."""
        likely = tuple(
            f"ask:{name}"
            for name, _ in run.turn.intents
            if name in run.content.routes and not run.content.routes[name].social
        )[: run.content.rules.offers]
        if not likely:
            return self.nothing
        run.say(self.text, choices=run.choices((*likely, *self.offers)))
        return END

    def leads_to(self) -> tuple[str, ...]:
        """The way for nothing."""
        return (self.nothing, END)

    def texts(self) -> tuple[str, ...]:
        """One text."""
        return (self.text,)

    def choices(self) -> tuple[str, ...]:
        """What is always offered."""
        return self.offers
