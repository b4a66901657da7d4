"""How many people a message speaks of."""

import re
from collections.abc import Iterator
from functools import cache

from nlu.line import Line
from nlu.phrase_files import content, phrases
from nlu.phrases import Hit, Phrase, PhraseError, PhraseIndex, parse
from nlu.understanding import Entity
from nlu.words import section_of, words

_FILE = "people_words.yaml"
_PERSON, _UNIT, _FILLER = "person", "unit", "filler"
_MOST = 60
_NEAR = 2  # words between a number and the people it counts
_FIGURE = re.compile(r"(?<![\w.,:/€$£%+#-])\d{1,2}(?![\w€$£%]|[.,:/-]\d|\s?[€$£%])")


def people(line: Line) -> Iterator[Entity]:
    """Yield each number of people in `line`, its value in figures.

    A number counts people when it is the whole answer or stands beside a word for people; never
    when a unit follows ("2 days", "50 euro").
    """
    numbers = _numbers(line)
    if not numbers:
        return
    marks = _index().find(line.norm)
    for value, hit in numbers:
        if not _has_unit(hit, marks, line) and (
            _is_answer(numbers, marks, line) or _has_person(hit, marks, line)
        ):
            first, last = line.token_at(hit.start), line.token_at(hit.end - 1)
            yield line.entity("people", value, first, last)


def _numbers(line: Line) -> list[tuple[str, Hit[str]]]:
    figures = {match.start() for match in _FIGURE.finditer(line.text)}
    found, offset = [], 0
    for token in line.tokens:
        if token.start in figures and token.norm.isdigit() and 0 < int(token.norm) <= _MOST:
            found.append(Hit(str(int(token.norm)), offset, offset + len(token.norm)))
        offset += len(token.norm) + 1
    found += [hit for hit in _words_for_numbers().find(line.norm) if not hit.meaning.isalpha()]
    return [(hit.meaning, hit) for hit in _longest(found)]


def _longest(hits: list[Hit[str]]) -> list[Hit[str]]:
    kept: list[Hit[str]] = []
    for hit in sorted(hits, key=lambda hit: hit.start - hit.end):
        if not any(hit.start < other.end and other.start < hit.end for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)


def _is_answer(numbers: list[tuple[str, Hit[str]]], marks: list[Hit[str]], line: Line) -> bool:
    # One number and nothing but fillers and words for people around it.
    explained = bytearray(len(line.norm))
    for hit in [*marks, *(hit for _, hit in numbers)]:
        explained[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
    left = "".join(sign for sign, done in zip(line.norm, explained, strict=True) if not done)
    return len(numbers) == 1 and not left.strip()


def _has_person(number: Hit[str], marks: list[Hit[str]], line: Line) -> bool:
    first, last = line.token_at(number.start), line.token_at(number.end - 1)
    return any(
        0 < line.token_at(mark.start) - last <= _NEAR
        or 0 < first - line.token_at(mark.end - 1) <= 1
        for mark in marks
        if mark.meaning == _PERSON
    )


def _has_unit(number: Hit[str], marks: list[Hit[str]], line: Line) -> bool:
    last = line.token_at(number.end - 1)
    return any(line.token_at(mark.start) - last == 1 for mark in marks if mark.meaning == _UNIT)


@cache
def _words_for_numbers() -> PhraseIndex[str]:
    return PhraseIndex(_listed_numbers())


def _listed_numbers() -> Iterator[tuple[Phrase, str]]:
    for listed in section_of("numbers").values():
        for value, names in listed.items():
            for name in names:
                try:
                    yield parse(str(name)), value
                except PhraseError:  # reported by the data check
                    continue


@cache
def _index() -> PhraseIndex[str]:
    listed = [
        (phrase, kind)
        for kind in (_PERSON, _UNIT)
        for phrase in phrases(_FILE, kind, content(_FILE, []).get(kind), [])
    ]
    return PhraseIndex([*listed, *((phrase, _FILLER) for phrase, _ in words().fillers)])
