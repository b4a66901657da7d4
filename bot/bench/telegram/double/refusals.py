"""How the Bot API says no: a status, a description, and sometimes parameters."""

from __future__ import annotations

from typing import Any

from bot.bench.double.faults import Refusal

BLOCKED = "Forbidden: bot was blocked by the user"
NOT_STARTED = "Forbidden: bot can't initiate conversation with a user"
DEACTIVATED = "Forbidden: user is deactivated"
OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
WEBHOOK_CAME = "Conflict: terminated by setWebhook request"


class RefusedError(Refusal):
    """A call that is answered with ``ok: false``."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        """``code`` is the HTTP status, which the body repeats."""
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """The answer's JSON."""
        content: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        return content | ({"parameters": self.parameters} if self.parameters else {})


def bad_request(reason: str) -> RefusedError:
    """400, with Telegram's prefix."""
    return RefusedError(400, f"Bad Request: {reason}")


def too_many(seconds: int) -> RefusedError:
    """429: nothing is taken for so many seconds."""
    description = f"Too Many Requests: retry after {seconds}"
    return RefusedError(429, description, retry_after=seconds)
