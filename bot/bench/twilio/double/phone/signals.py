"""What happens to a call from outside, and where its document sends it: both end what it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.bench.twilio.double.phone.leg import Leg


class GoTo(Exception):
    """The call goes on with the document at ``url``; ``fields`` come with the request."""

    def __init__(
        self, url: str, fields: Mapping[str, str] | None = None, method: str = "POST"
    ) -> None:
        """``url`` is whole; ``body`` is a document that came with a REST call in its place."""
        super().__init__()
        self.url = url
        self.fields = dict(fields or {})
        self.method = method or "POST"
        self.body: bytes | None = None


class Leave(Exception):
    """The call leaves the queue by itself."""


class Signal(Exception):
    """News from outside that end what a call does now."""


class HungUp(Signal):
    """The call ends; ``by`` is person, hangup, end, rest, error or reject."""

    def __init__(self, by: str) -> None:
        """See the class."""
        super().__init__()
        self.by = by


class Steered(Signal):
    """A REST call sends this call to another document."""

    def __init__(self, go: GoTo) -> None:
        """Where to."""
        super().__init__()
        self.go = go


class Taken(Signal):
    """Somebody takes this call out of its queue."""

    def __init__(self, by: Leg, whisper: GoTo | None) -> None:
        """``whisper``: the document that is heard before the two speak."""
        super().__init__()
        self.by = by
        self.whisper = whisper


class Bridged(Signal):
    """The other side is there: the two speak."""


class Over(Signal):
    """The other side is gone; ``status`` is DialCallStatus."""

    def __init__(self, status: str = "completed") -> None:
        """See the class."""
        super().__init__()
        self.status = status
