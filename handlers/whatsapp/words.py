"""The door's own words: what opens a list, and first lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("words.yaml")
BASE = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """One language. ``choose`` stands on the button that opens a list, ``neutral`` above a
    sensitive message."""

    choose: str
    neutral: str


def words(language: str) -> Words:
    """The words in ``language``, in English where we have none."""
    return book().get(language, book()[BASE])


@cache
def book() -> Mapping[str, Words]:
    """The words of all languages, read once."""
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))["words"]
    return {code: Words(**own) for code, own in content.items()}
