"""The things a message names: countries, languages, phone and case numbers, numbers of people.

Pure, so that the intent model's project can use it too.
"""

from collections.abc import Iterator
from itertools import chain

from nlu.countries import countries
from nlu.language_names import named_languages
from nlu.line import Line
from nlu.numbers import case_numbers, phones
from nlu.people import people
from nlu.understanding import Entity

_READ_AT_MOST = 4000  # characters


def entities(text: str) -> tuple[Entity, ...]:
    """Return what `text` names, in order; of a very long text only the beginning is read."""
    line = Line(text[:_READ_AT_MOST])
    numbers = [*case_numbers(line.text), *phones(line.text)]
    named = chain(numbers, countries(line), _languages(line), _people(line, numbers))
    return tuple(sorted(named, key=lambda entity: (entity.start, entity.kind)))


def _languages(line: Line) -> Iterator[Entity]:
    for hit in named_languages(line.norm):
        first, last = line.token_at(hit.start), line.token_at(hit.end - 1)
        yield line.entity("language", hit.meaning, first, last)


def _people(line: Line, taken: list[Entity]) -> Iterator[Entity]:
    for entity in people(line):
        if not any(entity.start < other.end and other.start < entity.end for other in taken):
            yield entity
