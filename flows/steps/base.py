"""What every step kind has in common, and the words for where a step leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from flows.run import Run

END = "end"
"""Instead of a step: the flow is over."""

WAIT = "wait"
"""Instead of a step: the engine waits for the person."""


@dataclass(frozen=True, slots=True)
class Jump:
    """Leave for another flow, with the answers given so far."""

    flow: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a flow. The fields of a kind are the keys that its YAML may have."""

    kind: ClassVar[str]
    supplies: ClassVar[frozenset[str]] = frozenset()

    def run(self, run: Run) -> str | Jump:
        """Do the step. Returns the next step's name, END, WAIT or a Jump."""
        raise NotImplementedError

    def leads_to(self) -> tuple[str, ...]:
        """Names of the steps (or END) that may follow without leaving the flow."""
        return ()

    def jumps_to(self) -> str | None:
        """The flow that this step always leaves for, None for the others."""
        return None

    def texts(self) -> tuple[str, ...]:
        """Keys of the texts that this step says."""
        return ()

    def labels(self) -> tuple[str, ...]:
        """Keys of the labels that this step shows."""
        return ()

    def choices(self) -> tuple[str, ...]:
        """Ids of the global choices that this step offers."""
        return ()
