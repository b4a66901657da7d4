"""The log of all calls: what was asked, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Called:
    """One call. ``done`` says that the deed counts, ``answered`` that the caller was told:
    a message can be sent although its sender saw a broken connection. ``code`` is the status."""

    method: str
    at: datetime
    params: Mapping[str, Any] = field(repr=False)
    code: int
    done: bool
    answered: bool


class Calls:
    """Every call since the beginning, in order."""

    def __init__(self) -> None:
        """Empty."""
        self.all: list[Called] = []

    def of(self, method: str) -> list[Called]:
        """The calls of one method."""
        return [call for call in self.all if call.method == method]

    def done(self, method: str) -> list[Called]:
        """Those of them that had their effect."""
        return [call for call in self.of(method) if call.done]
