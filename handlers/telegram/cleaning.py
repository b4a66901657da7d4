"""Text from outside, so that everything behind the door can keep it."""

from __future__ import annotations

import re

UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


def clean(text: str | None) -> str | None:
    """``text`` without zero bytes and lone halves of characters, which no database takes;
    None where nothing is left to read."""
    if text is None:
        return None
    kept = UNKEEPABLE.sub("", text)
    return kept if kept.strip() else None
