"""Passports and other papers named in a text: a picture beside it may show one."""

from collections.abc import Iterator
from functools import cache

from nlu.files import LANGUAGES
from nlu.normalise import normalise
from nlu.phrase_files import content, phrases
from nlu.phrases import Phrase, PhraseIndex

KEY = "papers"


def names_papers(text: str) -> bool:
    """Return whether `text` names a personal paper, in any of the ten languages."""
    return bool(_index().find(normalise(text)))


def faults() -> list[str]:
    """Return what is wrong with the lists, each fault named by file and phrase."""
    found: list[str] = []
    list(_entries(found))
    return found


@cache
def _index() -> PhraseIndex[str]:
    return PhraseIndex(_entries([]))


def _entries(found: list[str]) -> Iterator[tuple[Phrase, str]]:
    for code in LANGUAGES:
        name = f"{code}/words.yaml"
        for phrase in phrases(name, KEY, content(name, found).get(KEY), found):
            yield phrase, code
