"""Names of files that callers chose, made safe to show and to save under."""

from __future__ import annotations

import unicodedata

from handlers.console.media_types import HARMLESS, essence

MAX_NAME = 120
# A slash leads out of the folder; the others mean something to one system or another.
FORBIDDEN = frozenset('/\\:*?"<>|')


def shown_name(name: str | None) -> str:
    """``name`` without what could mislead: no folders, no control letters, none that turn the
    direction of writing round (so that an ending cannot be hidden). "" where nothing is left."""
    kept = (letter for letter in name or "" if not _misleads(letter))
    return " ".join("".join(kept).split()).strip(". ")[-MAX_NAME:].strip(". ")


def saved_name(name: str | None, mime: str | None) -> str:
    """The name to save a file under; one is made up where the caller gave none."""
    ending = HARMLESS.get(essence(mime), "bin")
    return shown_name(name) or f"file.{ending}"


def _misleads(letter: str) -> bool:
    if letter.isspace():
        return False
    return letter in FORBIDDEN or unicodedata.category(letter).startswith("C")
