"""What a person sees in a Telegram chat, and what changed in it, in words that people read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.bench.telegram.double.chats import Posted

# Marks without a shape of their own, as they stand in the files of golden dialogues.
SHOWN = str.maketrans({"\u2066": "⟦", "\u2069": "⟧", "\u200f": "←"})
# Case numbers are drawn at random; in the files there is always the same one.
CASE_NUMBER = re.compile(r"\bK-[0-9A-HJKMNP-TV-Z]{6}\b")
SAME_NUMBER = "K-000001"


@dataclass(frozen=True, slots=True)
class Seen:
    """One message of the bot's as it looks at a moment."""

    id: int
    text: str
    buttons: tuple[str, ...]
    protected: bool


def look(posts: Iterable[Posted]) -> dict[int, Seen]:
    """What the bot's messages look like now, by their numbers; deleted ones are not there."""
    return {post.id: _seen(post) for post in posts if post.mine}


def changes(before: dict[int, Seen], after: dict[int, Seen]) -> list[dict[str, Any]]:
    """What happened in between: new messages, other buttons, messages that are gone."""
    new = [_described(seen) for number, seen in after.items() if number not in before]
    changed = [
        {"message": number, "has now": _buttons(seen)}
        for number, seen in after.items()
        if number in before and before[number].buttons != seen.buttons
    ]
    gone = sorted(set(before) - set(after))
    return [*changed, *([{"gone": gone}] if gone else []), *new]


def _seen(post: Posted) -> Seen:
    rows = (" | ".join(button.text for button in row) for row in post.keyboard)
    text = CASE_NUMBER.sub(SAME_NUMBER, post.text).translate(SHOWN)
    return Seen(post.id, text, tuple(rows), post.protected)


def _described(seen: Seen) -> dict[str, Any]:
    buttons = {"buttons": _buttons(seen)} if seen.buttons else {}
    protected = {"protected": True} if seen.protected else {}
    return {"message": seen.id, "says": seen.text, **buttons, **protected}


def _buttons(seen: Seen) -> list[str]:
    return list(seen.buttons)
