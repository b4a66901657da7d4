"""Whether the service has the door that these tests knock at."""

from __future__ import annotations

from tests.architecture.sources import imported, sources


def sms_is_wired() -> bool:
    """Whether anything of the service itself uses the door of SMS."""
    return any(
        name.startswith("handlers.sms")
        for path in sources("bot")
        for name in imported(path.read_text(encoding="utf-8"))
    )
