"""What a measurement needs of a provider's double, and what is counted in the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.bench.traffic.plan import Plan


@dataclass(frozen=True, slots=True)
class Wrote:
    """A message that somebody wrote: the person and the message, each by its number."""

    person: int
    number: int


@dataclass(frozen=True, slots=True)
class Held:
    """What a double holds of one person: each message by a number that rises in the order of
    both sides.

    ``offered`` are those that the person wrote, by the door's external id; ``accepted`` those that
    the service sent, by the provider's id; ``at`` the moment of each. ``parts`` is which one first
    came for a part of a message of ours, where the provider can tell, else None.
    """

    person: int
    identifier: str
    offered: Mapping[str, int]
    accepted: Mapping[str, int]
    at: Mapping[int, datetime]
    parts: Mapping[tuple[str, int], int] | None = None


class Side(Protocol):
    """A provider with people who write to the service through it."""

    channel: str
    public: bool
    """Whether the service is told its own address."""

    def variables(self, plan: Plan) -> dict[str, str]:
        """The settings with which the service finds the double."""
        ...

    def reach(self, base: str) -> None:
        """The service answers at ``base``."""
        ...

    def trouble(self, repeat: float, *, reorder: bool) -> None:
        """How much of what people write comes twice, and whether people overtake each other."""
        ...

    def join(self, language: str) -> None:
        """One more person; they are numbered from 0."""
        ...

    def write(self, person: int, text: str) -> Wrote:
        """Let a person write."""
        ...

    def held(self, wrote: Iterable[Wrote]) -> list[Held]:
        """What is held of each person, who wrote nothing but ``wrote``."""
        ...

    def owed(self) -> int:
        """How much will still be given to the service."""
        ...

    def repeated(self) -> int:
        """How much was given twice on purpose."""
        ...
