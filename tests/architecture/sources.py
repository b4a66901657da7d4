"""The Python files of this repository, and what is looked for in them."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from bot.config import ROOT

ROOMS = ("bot", "flows", "handlers", "nlu", "tests")
MAX_LINES = 400
# A migration holds the whole schema of its moment and is never edited again.
WHOLE_SCHEMAS = Path("bot/store/migrations/versions")
# What is no door itself, but shared by the doors of one provider, which are these.
SHARED = {"twilio": frozenset({"sms", "whatsapp", "voice"})}
BLANKET = re.compile(r"#\s*noqa(?!:\s*[A-Z]+\d)|#\s*type:\s*ignore(?!\[)")


def sources(*rooms: str) -> Iterator[Path]:
    """Every Python file below these folders of the repository (default: all rooms)."""
    for room in rooms or ROOMS:
        yield from sorted((ROOT / room).rglob("*.py"))


def too_long(path: Path, text: str) -> str | None:
    """A fault for a file of more than MAX_LINES lines."""
    lines = len(text.splitlines())
    if WHOLE_SCHEMAS in path.parents or lines <= MAX_LINES:
        return None
    return f"{path}: has {lines} lines, at most {MAX_LINES}"


def blanket_silences(path: Path, text: str) -> list[str]:
    """Comments that silence a tool without saying which of its rules."""
    return [
        f"{path}, line {token.start[0]}: says {token.string!r} without naming a rule"
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT and BLANKET.search(token.string)
    ]


def foreign_doors(path: Path, text: str) -> list[str]:
    """Imports of one door in the file of another; ``path`` begins with handlers/."""
    own = path.with_suffix("").parts[1]
    doors = [name.split(".")[1] for name in imported(text) if name.startswith("handlers.")]
    strange = [door for door in doors if door != own and own not in SHARED.get(door, ())]
    return [f"{path}: imports the door {door}" for door in strange]


def imported(text: str) -> Iterator[str]:
    """Dotted names of everything that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
