"""The door's own words: the bot's name and descriptions, its commands, and first lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("words.yaml")
BASE = "en"
# The commands that are shown, in this order, and what they choose.
COMMANDS: dict[str, str] = {
    "start": "flow:start",
    "menu": "menu:main",
    "language": "menu:language",
    "human": "flow:human",
    "privacy": "flow:privacy",
    "delete": "flow:delete_data",
    "stop": "flow:stop_messages",
    "wipe": "flow:wipe",
}


@dataclass(frozen=True, slots=True)
class Words:
    """One language. ``group`` holds the place ``{link}``; ``commands`` are name to meaning."""

    name: str
    short: str
    about: str
    neutral: str
    group: str
    chosen: str
    commands: Mapping[str, str]


Book = Mapping[str, Words]


def load(languages: Iterable[str], file: Path = FILE) -> Book:
    """The words of ``languages`` and of English, which stands in where one is missing."""
    content = yaml.safe_load(file.read_text(encoding="utf-8"))["words"]
    base = content[BASE]
    return {code: _words(base, content.get(code) or {}) for code in {BASE, *languages}}


def _words(base: Mapping[str, Any], own: Mapping[str, Any]) -> Words:
    merged = {**base, **own}
    commands = {**base["commands"], **(own.get("commands") or {})}
    return Words(
        **{key: str(merged[key]) for key in Words.__slots__ if key != "commands"},
        commands={name: str(commands[name]) for name in COMMANDS},
    )
