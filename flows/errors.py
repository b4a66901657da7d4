"""What can be wrong with content or with a request to the engine."""

from __future__ import annotations

from collections.abc import Sequence


class ContentError(Exception):
    """The content cannot be used. ``faults`` names each fault by file, step and language."""

    def __init__(self, faults: Sequence[str]) -> None:
        """Keep ``faults``; the message shows all of them, one a line."""
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class StepLimitError(Exception):
    """A turn took more steps than content may take; the engine hands over to a human."""
