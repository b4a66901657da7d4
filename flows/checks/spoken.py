"""What cannot be said on the phone: words about writing, signs, values that no voice can read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from flows.checks.templates import used_in
from flows.content import Content, Text

FILE = Path(__file__).with_name("spoken.yaml")
JINJA = re.compile(r"\{[{%].*?[}%]\}", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")

DIGITS = frozenset({"case_number", "position", "minutes"})
"""Variables that are said digit by digit. Contacts may be said, too: they can be recorded."""


def faults(content: Content) -> Iterator[str]:
    """Texts, answers and labels that a caller would hear and could make nothing of."""
    for folder, shelf in (("texts", content.texts), ("answers", content.answers)):
        for code, texts in sorted(shelf.items()):
            for key, text in texts.items():
                if folder == "answers" or not unsaid(key):
                    yield from _text(f"{folder}/{code}.yaml: {key}", code, text)
    for code, labels in sorted(content.labels.items()):
        for key, label in labels.items():
            yield from _signs(f"texts/{code}.yaml: label {key}", label)


def unsaid(key: str) -> bool:
    """Whether this text is never said on the phone, by the list that gives the reasons."""
    return any(key == name or key.startswith(f"{name}.") for name in _rules()["unsaid"])


def _text(where: str, language: str, text: Text) -> Iterator[str]:
    source = text.form("spoken")
    said = JINJA.sub(" ", source)
    for word in _rules()["writing"].get(language, ()):
        if re.search(rf"\b{re.escape(word)}", said.casefold()):
            yield f"{where}: spoken: says {word!r}, and nobody writes on the phone"
    yield from _signs(f"{where}: spoken", said)
    unknown = [name for name in used_in(source) - DIGITS if not name.startswith("contacts.")]
    for name in sorted(unknown):
        yield f"{where}: spoken: uses {name}, which cannot be said"


def _signs(where: str, said: str) -> Iterator[str]:
    for sign in _rules()["signs"]:
        if sign in said:
            yield f"{where}: has {sign!r} in it, which no voice can read"
    for word in WORD.findall(said):
        if word.isupper():
            yield f"{where}: has {word} in it, which no voice can read"


@cache
def _rules() -> dict[str, Any]:
    """The lists, read once."""
    rules: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return rules
