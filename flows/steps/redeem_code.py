"""Take the code that a person brings from another channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from flows.effects import RedeemCode as Redeemed
from flows.steps.base import Step

if TYPE_CHECKING:
    from flows.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class RedeemCode(Step):
    """Asks the spine to link; which of the texts is said is known when it was tried."""

    kind: ClassVar[str] = "redeem_code"

    done: str
    wrong: str
    same: str
    too_many: str
    next: str

    def run(self, run: Run) -> str:
        """Decide it."""
        texts = {
            "done": self.done,
            "wrong": self.wrong,
            "same": self.same,
            "too_many": self.too_many,
        }
        run.emit(Redeemed(run.turn.code, texts))
        return self.next

    def leads_to(self) -> tuple[str, ...]:
        """One step."""
        return (self.next,)

    def texts(self) -> tuple[str, ...]:
        """One for each way in which it may end."""
        return (self.done, self.wrong, self.same, self.too_many)
