"""How many people a message speaks of."""

import re
from collections.abc import Iterator
from functools import cache

from nlu.line import Line
from nlu.normalise import normalise
from nlu.phrase_files import content, phrases
from nlu.phrases import Hit, Phrase, PhraseIndex, covers
from nlu.understanding import Entity
from nlu.words import section_of, words

_FILE = "people_words.yaml"
_PERSON, _UNIT, _FILLER = "person", "unit", "filler"
_MOST = 60
_NEAR = 2  # words between a number and the people it counts
_FIGURE = re.compile(r"(?<![\w.,:/€$£%+#-])\d{1,2}(?![\w€$£%]|[.,:/-]\d|\s?[€$£%])")


def people(line: Line) -> Iterator[Entity]:
    """Yield each number of people in `line`, its value in figures.

    A number counts people when it is the whole answer or stands beside a word for people (not so
    "one", which is an article in most languages); never when a unit follows ("2 days").
    """
    numbers = _numbers(line)
    if not numbers:
        return
    marks = _index().find(line.norm)
    answer = len(numbers) == 1 and covers([*numbers, *marks], line.norm)
    persons = [mark for mark in marks if mark.meaning == _PERSON]
    begun = {line.token_at(mark.start) for mark in persons}
    ended = {line.token_at(mark.end - 1) for mark in persons}
    units = {line.token_at(mark.start) for mark in marks if mark.meaning == _UNIT}
    for number in numbers:
        first, last = line.token_at(number.start), line.token_at(number.end - 1)
        near = begun & {*range(last + 1, last + _NEAR + 1)} or first - 1 in ended
        counts = near and _is_no_other_word(number, line)
        if last + 1 not in units and (answer or counts):
            yield line.entity("people", number.meaning, first, last)


def _is_no_other_word(number: Hit[str], line: Line) -> bool:
    said = line.norm[number.start : number.end]
    return number.meaning != "1" and said not in _only_alone()


@cache
def _only_alone() -> frozenset[str]:
    return frozenset(normalise(word) for word in content(_FILE, []).get("only_alone") or [])


def _numbers(line: Line) -> list[Hit[str]]:
    figures = {match.start() for match in _FIGURE.finditer(line.text)}
    found, offset = [], 0
    for token in line.tokens:
        if token.start in figures and token.norm.isdigit() and 0 < int(token.norm) <= _MOST:
            found.append(Hit(str(int(token.norm)), offset, offset + len(token.norm)))
        offset += len(token.norm) + 1
    return _longest([*found, *_words_for_numbers().find(line.norm)], len(line.norm))


def _longest(hits: list[Hit[str]], size: int) -> list[Hit[str]]:
    kept, taken = [], bytearray(size)
    for hit in sorted(hits, key=lambda hit: hit.start - hit.end):
        if not any(taken[hit.start : hit.end]):
            kept.append(hit)
            taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
    return sorted(kept, key=lambda hit: hit.start)


@cache
def _words_for_numbers() -> PhraseIndex[str]:
    return PhraseIndex(_listed_numbers())


def _listed_numbers() -> Iterator[tuple[Phrase, str]]:
    for listed in section_of("numbers").values():
        for value, names in listed.items():
            yield from ((phrase, value) for phrase in phrases(_FILE, value, names, []))


@cache
def _index() -> PhraseIndex[str]:
    listed = [
        (phrase, kind)
        for kind in (_PERSON, _UNIT)
        for phrase in phrases(_FILE, kind, content(_FILE, []).get(kind), [])
    ]
    return PhraseIndex([*listed, *((phrase, _FILLER) for phrase, _ in words().fillers)])
