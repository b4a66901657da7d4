"""What is said where nothing of ours works: a document that asks for nothing and dials nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import yaml

from handlers.voice.documents import goodbye
from handlers.voice.manner import Tongue
from handlers.voice.saying import Said, Uttered, lines, portions, spelled

FILE = Path(__file__).with_name("words.yaml")


def fault(tongues: Mapping[str, Tongue], order: Iterable[str], emergency: str | None) -> str:
    """The document in every language of ``order`` that Twilio can say. ``emergency`` is the
    number that helps at once; None where none may be told."""
    return goodbye(
        Uttered(
            tuple(
                Said(part, tongue.say, tongue.locale)
                for code in order
                if (tongue := tongues.get(code)) and tongue.say and code in book()
                for line in lines(_words(code, emergency))
                for part in portions(spelled(line))
            )
        )
    )


def _words(language: str, emergency: str | None) -> str:
    own = book()[language]
    danger = own["danger"].format(number=emergency) if emergency else ""
    return f"{danger}\n{own['fault']}"


@cache
def book() -> Mapping[str, Mapping[str, str]]:
    """The words of all languages, read once."""
    content: Mapping[str, Mapping[str, str]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))[
        "words"
    ]
    return content
