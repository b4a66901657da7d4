"""Names of countries, in ten languages and as people really spell and inflect them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from babel import Locale

from nlu.files import LANGUAGES
from nlu.line import Line
from nlu.normalise import normalise
from nlu.phrase_files import content
from nlu.understanding import Entity
from nlu.words import section_of

_FILE = "country_names.yaml"
_NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"})
_CLITICS = ("وال", "بال", "فال", "لل", "و", "ب", "ل", "ف")
_SHORTEST_STEM = 5
_SHORTEST_REST = 4


@dataclass(frozen=True)
class Gazetteer:
    """Normal forms of names -> ISO codes, and the ways in which names are inflected."""

    names: dict[str, str]
    inflected: frozenset[str]  # names of languages that decline them
    careful: frozenset[str]  # names that are also ordinary words
    before: frozenset[str]  # words that announce a place
    endings: tuple[str, ...]
    short_stems: frozenset[str]
    longest: int


def countries(line: Line) -> Iterator[Entity]:
    """Yield the countries named in `line`, the longest name first at each place."""
    first = 0
    while first < len(line.tokens):
        size, code = _at(line, first)
        if code:
            yield line.entity("country", code, first, first + size - 1)
        first += size


def _at(line: Line, first: int) -> tuple[int, str]:
    for size in range(min(_gazetteer().longest, len(line.tokens) - first), 0, -1):
        said = " ".join(token.norm for token in line.tokens[first : first + size])
        name = _name(said)
        if name and _is_meant(name, line, first, size):
            return size, _gazetteer().names[name]
    return 1, _gazetteer().names.get(_stem_before_apostrophe(line, first), "")


def _name(said: str) -> str:
    names = _gazetteer().names
    if said in names:
        return said
    return next((form for form in _base_forms(said) if form in names), "")


def _base_forms(said: str) -> Iterator[str]:
    listed = _gazetteer()
    for ending in listed.endings:
        stem = said.removesuffix(ending)
        if stem != said and (len(stem) >= _SHORTEST_STEM or stem in listed.short_stems):
            yield from (
                stem + end for end in ("", "a", "e", "o") if stem + end in listed.inflected
            )
    for clitic in _CLITICS:
        rest = said.removeprefix(clitic)
        if rest != said and len(rest) >= _SHORTEST_REST:
            yield from (f"ال{rest}", rest)


def _stem_before_apostrophe(line: Line, first: int) -> str:
    # Turkish writes the case ending of a name after an apostrophe: Fas'a, Irak'tan.
    token = line.tokens[first]
    stem, apostrophe, _ = line.text[token.start : token.end].replace("’", "'").partition("'")
    return _name(normalise(stem)) if apostrophe else ""


def _is_meant(name: str, line: Line, first: int, size: int) -> bool:
    listed = _gazetteer()
    if name not in listed.careful:
        return True
    alone = size == len(line.tokens)
    return alone or (first > 0 and line.tokens[first - 1].norm in listed.before)


@cache
def _gazetteer() -> Gazetteer:
    lists = {key: [normalise(word) for word in words] for key, words in content(_FILE, []).items()}
    found = [*_from_words(), *cldr_names()]
    entries = [entry for entry in found if entry[2] not in lists["never"]]
    names: dict[str, str] = {}
    for _, code, name in entries:
        names.setdefault(name, code)
    return Gazetteer(
        names,
        frozenset(name for language, _, name in entries if language in {"tr", "sq", "sr"}),
        frozenset(lists["careful"]),
        frozenset(lists["before"]),
        tuple(sorted(lists["endings"], key=len, reverse=True)),
        frozenset(lists["short_stems"]),
        max(len(name.split()) for name in names),
    )


def _from_words() -> Iterator[tuple[str, str, str]]:
    for language, listed in section_of("countries").items():
        for code, names in listed.items():
            yield from ((language, code, norm) for name in names if (norm := normalise(str(name))))


def cldr_names() -> Iterator[tuple[str, str, str]]:
    """Yield (language, country, name in normal form) for every name that CLDR lists."""
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if code.isalpha() and code not in _NOT_COUNTRIES:
                # "Myanmar (Burma)" is two names for one country.
                for part in name.replace(")", "").split("("):
                    if norm := normalise(part):
                        yield language, code, norm
