"""What is said where nothing of ours works: a document that asks for nothing and dials nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import yaml

from handlers.voice.documents import goodbye
from handlers.voice.manner import ENGLISH, Tongue
from handlers.voice.saying import Said, Uttered, lines, portions, spelled

FILE = Path(__file__).with_name("words.yaml")
PLAIN_VOICE = "man"
"""The voice that Twilio has always had."""


def fault(tongues: Mapping[str, Tongue], order: Iterable[str], emergency: str | None) -> str:
    """The document in every language of ``order`` that Twilio can say, in English where it can
    say none. ``emergency`` is the number that helps at once; None where none may be told."""
    said = [
        part
        for code in order
        if (tongue := tongues.get(code)) and tongue.say and code in book()
        for part in _said(code, emergency, tongue.say, tongue.locale)
    ]
    return goodbye(Uttered(tuple(said or _said(ENGLISH, emergency, PLAIN_VOICE, None))))


def _said(language: str, emergency: str | None, voice: str, locale: str | None) -> list[Said]:
    return [
        Said(part, voice, locale)
        for line in lines(_words(language, emergency))
        for part in portions(spelled(line))
    ]


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
