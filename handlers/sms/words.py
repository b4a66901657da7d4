"""The door's own words: how to ask for the rest of a message, and how to answer by number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("words.yaml")
BASE = "en"


@dataclass(frozen=True, slots=True)
class Hints:
    """One language. ``more`` is the word that asks for the rest, ``rest`` the line that says so;
    ``number`` stands above numbered choices."""

    more: str
    rest: str
    number: str


def hints(language: str) -> Hints:
    """The hints in ``language``, in English where we have none."""
    return book().get(language, book()[BASE])


@cache
def book() -> Mapping[str, Hints]:
    """The hints of all languages, read once."""
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))["words"]
    return {code: _hints(own) for code, own in content.items()}


def _hints(own: Mapping[str, str]) -> Hints:
    return Hints(own["more"], own["rest"].format(more=own["more"]), own["number"])
