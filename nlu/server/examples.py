"""Training examples as the authors wrote them: nlu/data/<language>/[<script>/]<group>.yaml.

Those that a deployment accepted from its callers come from a second folder (nlu.accepted).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from nlu.accepted import Accepted, read_accepted
from nlu.errors import DataFault

GROUPS = ("conversation", "return", "here_and_now", "protection")
INTENT_TABLE = "intents.yaml"

# What a language's main folder is written in, where the language comes in more than one script
# or shares its script with others; the variety of all other languages is the bare code.
_MAIN_SCRIPT = {"ar": "arab", "fa": "arab", "ps": "arab", "ur": "arab", "sr": "latn"}

# Every scalar is text: an unquoted `no` is what somebody writes, not a truth value.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

# Rasa reads brackets as annotations, and starts of lines as list marks.
_FORBIDDEN = ("[", "]", "\n", "\r", "\u2028", "\u2029", "\x85", "\t")


@dataclass(frozen=True, slots=True)
class Example:
    """One message somebody might write, with what it means and which variety it is in."""

    text: str
    intent: str
    language: str
    script: str

    @property
    def variety(self) -> str:
        """The name the model answers with, such as `fr`, `ar-arab` or `ar-latn`."""
        return f"{self.language}-{self.script}" if self.script else self.language


def read_intents(data: Path) -> list[str]:
    """Return the intent names of the table in `data`, in its order; raises DataFault."""
    table = _read_mapping(data / INTENT_TABLE)
    intents = table.get("intents")
    if not isinstance(intents, dict) or not intents:
        raise DataFault(f"{INTENT_TABLE}: no mapping 'intents'")
    return [str(name) for name in intents]


def read_examples(data: Path, more: Path | None = None) -> list[Example]:
    """Return every example below `data`, ordered by file, then the accepted ones below `more`.

    Raises DataFault on a wrong file.
    """
    intents = set(read_intents(data))
    found: list[Example] = []
    for path in example_files(data):
        found += _read_file(path, data, intents)
    if not found:
        raise DataFault("no training examples")
    return found + read_more(more, intents) if more else found


def read_more(more: Path, intents: set[str]) -> list[Example]:
    """Return the accepted examples below `more`; raises DataFault on a wrong file."""
    return [_accepted(one, intents) for one in read_accepted(more)]


def _accepted(one: Accepted, intents: set[str]) -> Example:
    where = f"accepted example {one.id}"
    if one.intent not in intents:
        raise DataFault(f"{where}: {one.intent}: not in {INTENT_TABLE}")
    language, _, script = one.variety.partition("-")
    script = script or _MAIN_SCRIPT.get(language, "")
    return Example(_checked(one.text, where), one.intent, language, script)


def example_files(data: Path) -> list[Path]:
    """Return the example files below `data`, sorted."""
    paths = [path for group in GROUPS for path in data.glob(f"*/**/{group}.yaml")]
    return sorted(paths)


def _read_file(path: Path, data: Path, intents: set[str]) -> Iterator[Example]:
    place = path.relative_to(data)
    language = place.parts[0]
    script = place.parts[1] if len(place.parts) > 2 else _MAIN_SCRIPT.get(language, "")  # noqa: PLR2004 - language/script/file
    for intent, texts in _read_mapping(path).items():
        if intent not in intents:
            raise DataFault(f"{place}: {intent}: not in {INTENT_TABLE}")
        if not isinstance(texts, list) or not texts:
            raise DataFault(f"{place}: {intent}: not a list of examples")
        for number, text in enumerate(texts, start=1):
            yield Example(_checked(text, f"{place}: {intent}: {number}"), intent, language, script)


def _checked(text: object, where: str) -> str:
    if not isinstance(text, str) or not text.strip():
        raise DataFault(f"{where}: not a text (quote it)")
    text = text.strip()
    if any(sign in text for sign in _FORBIDDEN):
        raise DataFault(f"{where}: brackets and line breaks are not allowed")
    return text


def _read_mapping(path: Path) -> dict[str, object]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  # builds text only
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise DataFault(f"{path.name}: cannot be read: {fault}") from fault
    if not isinstance(content, dict):
        raise DataFault(f"{path.name}: not a mapping")
    return content
