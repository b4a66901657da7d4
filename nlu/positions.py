"""Which one of a numbered list a message chooses: "2", "#2", "رقم ۲", "two", "the second"."""

import re
from collections.abc import Iterator
from functools import cache

from nlu.normalise import normalise
from nlu.phrase_files import content, phrases, section
from nlu.phrases import Hit, Phrase, PhraseIndex, covers
from nlu.words import words

FILE = "position_words.yaml"
_AROUND = "around"
_LONGEST = 40  # characters of a message: a choice is no story
_FIGURE = re.compile(r"(?<!\S)\d{1,2}(?!\S)")
_NUMBER_SIGN = re.compile(r"(?:\bn[º°]|№|\bno\.)\s*(?=\d)", re.IGNORECASE)
# A date, an hour, a price, minus or a share: a number that chooses nothing.
_OTHER = re.compile(r"\d\s?[€$£%]|[€$£]\s?\d|\d[.,:/-]\d|(?<!\S)-\d")


def position(text: str) -> int | None:
    """Return the one number, from 1, that the whole of `text` is, in any language and digits."""
    norm = normalise(_NUMBER_SIGN.sub("", text))
    if len(norm) > _LONGEST or _OTHER.search(text):
        return None
    hits = [*_figures(norm), *_index().find(norm)]
    said = [hit for hit in _numbers(hits) if int(hit.meaning) > 0]
    return int(said[0].meaning) if len(said) == 1 and covers(hits, norm) else None


def _figures(norm: str) -> Iterator[Hit[str]]:
    for figure in _FIGURE.finditer(norm):
        yield Hit(str(int(figure[0])), figure.start(), figure.end())


def _numbers(hits: list[Hit[str]]) -> list[Hit[str]]:
    """The numbers among `hits`, each place once: "the second one" is no 1."""
    kept: list[Hit[str]] = []
    numbers = [hit for hit in hits if hit.meaning != _AROUND]
    for hit in sorted(numbers, key=lambda hit: hit.start - hit.end):
        if not any(hit.start < other.end and other.start < hit.end for other in kept):
            kept.append(hit)
    return kept


@cache
def _index() -> PhraseIndex[str]:
    fillers = [(phrase, _AROUND) for phrase, _ in words().fillers]
    return PhraseIndex([*_listed(), *fillers])


def _listed() -> Iterator[tuple[Phrase, str]]:
    for value, names in section(FILE, "numbers", []).items():
        yield from ((phrase, value) for phrase in phrases(FILE, value, names, []))
    for phrase in phrases(FILE, _AROUND, content(FILE, []).get(_AROUND), []):
        yield phrase, _AROUND
