"""The sheet that a person edits: suggestions as lines with tabs between, and back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import BadInputError
from bot.improvement.suggestions import Suggestion

COLUMNS = ("id", "language-script", "why", "guess", "confidence", "intent", "text")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an edited sheet. ``number`` counts lines from 1."""

    number: int
    model: str
    variety: str
    why: str
    intent: str
    text: str = field(repr=False)


def written(suggestions: Iterable[Suggestion]) -> str:
    """The sheet, a line with the columns' names first. An id is the model and a number."""
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    for number, one in enumerate(suggestions, start=1):
        sure = "" if one.confidence is None else f"{one.confidence:.2f}"
        row = (f"{one.model}.{number}", one.variety, one.why, one.guess, sure)
        writer.writerow((*row, one.intent, one.text))
    return lines.getvalue()


def read(path: Path) -> list[Row]:
    """The lines of an edited sheet whose intent is given; raises BadInputError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        msg = f"{path} cannot be read as a file of UTF-8 text."
        raise BadInputError(msg) from None
    return list(_rows(text))


def _rows(text: str) -> Iterator[Row]:
    for number, fields in enumerate(csv.reader(io.StringIO(text), delimiter="\t"), start=1):
        if not "".join(fields).strip() or tuple(fields) == COLUMNS:
            continue
        if len(fields) != len(COLUMNS):
            msg = f"line {number}: {len(fields)} fields, needs {', '.join(COLUMNS)}. Nothing done."
            raise BadInputError(msg)
        name, variety, why, _, _, intent, words = (field.strip() for field in fields)
        if intent:
            yield Row(number, name.rpartition(".")[0], variety, why, intent, words)
