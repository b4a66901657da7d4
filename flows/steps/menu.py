"""Offer choices that stay valid for ever; the person may also write anything else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from flows.steps.base import END, Step

if TYPE_CHECKING:
    from flows.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu(Step):
    """Says ``text`` with ``offers``: ids such as ``menu:help_now``, ``ask:avrr_cost``.

    ``sensitive`` marks what should not stand in a preview.
    """

    kind: ClassVar[str] = "menu"

    text: str
    offers: tuple[str, ...]
    sensitive: bool = False

    def run(self, run: Run) -> str:
        """Say it with the choices and end: nothing waits behind a menu."""
        run.say(self.text, choices=run.choices(self.offers), sensitive=self.sensitive)
        return END

    def texts(self) -> tuple[str, ...]:
        """One text."""
        return (self.text,)

    def choices(self) -> tuple[str, ...]:
        """What is offered."""
        return self.offers
