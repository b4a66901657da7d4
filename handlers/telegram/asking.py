"""What a typed text asks for: a command, a link that led here, or plain words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.telegram.words import COMMANDS

COMMAND = re.compile(r"/(\w+)(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
BETWEEN = "--"
START = "start"


@dataclass(frozen=True, slots=True)
class Asked:
    """Words or a choice; ``label`` is the command that was typed."""

    text: str | None
    choice: str | None = None
    label: str | None = None
    language: str | None = None
    campaign: str | None = None


def asked(text: str | None, languages: Sequence[str]) -> Asked:
    """What ``text`` asks for. An unknown command, or one with words behind it, is plain text
    without its slash: whatever a person writes there must be understood."""
    found = COMMAND.fullmatch(text.strip()) if text else None
    if text is None or found is None:
        return Asked(text)
    name, rest = found[1].lower(), (found[2] or "").strip()
    if name == START and (not rest or PAYLOAD.fullmatch(rest)):
        return _linked(rest, languages)
    if name == START:
        return Asked(rest)
    if name in COMMANDS and not rest:
        return Asked(None, COMMANDS[name], f"/{name}")
    return Asked(f"{found[1]} {rest}".strip())


def _linked(payload: str, languages: Sequence[str]) -> Asked:
    """What the parts of a link's payload say; of two of a kind the first one counts."""
    said: dict[str, str] = {}
    for token in filter(None, payload.split(BETWEEN)):
        kind, value = _part(token)
        said.setdefault(kind, value)
    language, campaign = said.get("lang"), said.get("c")
    return Asked(
        None,
        f"flow:{said.get('flow') or START}",
        f"/{START}",
        language=language if language in languages else None,
        campaign=campaign or None,
    )


def _part(token: str) -> tuple[str, str]:
    kind, dash, value = token.partition("-")
    return (kind, value) if dash and kind in {"lang", "flow", "c"} else ("c", token)
