"""The webhook as it is set, and what became of the last pushes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Hook:
    """``url`` is empty where none is set; ``error`` is the last failure and ``error_at`` when."""

    url: str = ""
    secret: str = ""
    most_connections: int = 40
    error: str | None = None
    error_at: int | None = None

    def set(self, url: str, secret: str, most_connections: int) -> None:
        """Push to ``url`` from now on; nowhere where it is empty."""
        self.url, self.secret, self.most_connections = url, secret, most_connections
        self.error = self.error_at = None

    def failed(self, error: str, at: int) -> None:
        """A push was not taken."""
        self.error, self.error_at = error, at

    def to_json(self, pending: int) -> dict[str, Any]:
        """Telegram's WebhookInfo."""
        content: dict[str, Any] = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": pending,
        }
        if self.url:
            content |= {"max_connections": self.most_connections}
        if self.error:
            content |= {"last_error_date": self.error_at, "last_error_message": self.error}
        return content
