"""The data check: everything that a person editing the data files may get wrong."""

from collections.abc import Iterator

from nlu import keywords, papers, safety
from nlu.check_examples import example_faults
from nlu.errors import DataFault
from nlu.files import DATA, LANGUAGES
from nlu.intents import intents
from nlu.normalise import normalise
from nlu.phrase_files import content, phrases, section
from nlu.words import words

_ENTITY_LISTS = {
    "country_names.yaml": ("careful", "never", "before", "endings", "short_stems"),
    "people_words.yaml": ("person", "unit", "only_alone"),
    "position_words.yaml": ("around",),
    "language_request.yaml": ("around", "refused", "never"),
}
_KEYS: dict[str, tuple[str, ...]] = {
    "danger": ("phrases", "unless", "fillers"),
    "danger_suite": ("fires", "quiet"),
    "keywords": (),
    "words": (
        "commands",
        "phone",
        "language_names",
        "shared",
        "numbers",
        "countries",
        "fillers",
        "papers",
    ),
}


_BY_NAME = ("numbers", "language_names")


def faults() -> list[str]:
    """Return what is wrong with the data, each fault named by file and key.

    Reads everything and runs the ten phrase suites: a few seconds.
    """
    try:
        intents()
    except DataFault as fault:
        return [str(fault)]
    found = [*_missing(), *_lists(), *_two_commands(), *_unknown_intents(), *example_faults()]
    found += [*safety.danger().faults, *words().faults, *keywords.faults()]
    found += papers.faults()
    for code in LANGUAGES:
        suite = f"{code}/danger_suite.yaml"
        found += [f"{suite}: {miss}" for miss in safety.misses(code)]
    return list(dict.fromkeys(found))


def _missing() -> Iterator[str]:
    for code in LANGUAGES:
        for file, keys in _KEYS.items():
            name = f"{code}/{file}.yaml"
            if (DATA / name).is_file():
                yield from _missing_keys(name, keys)
            else:
                yield f"{name}: is missing"


def _missing_keys(name: str, keys: tuple[str, ...]) -> Iterator[str]:
    there = content(name, [])
    yield from (f"{name}: {key}: is missing" for key in keys if not there.get(key))


def _lists() -> list[str]:
    found: list[str] = []
    for name, keys in _ENTITY_LISTS.items():
        for key in keys:
            listed = content(name, found).get(key)
            found += [] if listed else [f"{name}: {key}: is missing"]
            list(phrases(name, key, listed, found))
    places = [(f"{code}/words.yaml", key) for code in LANGUAGES for key in _BY_NAME]
    for name, key in [*places, ("position_words.yaml", "numbers")]:
        for item, listed in section(name, key, found).items():
            list(phrases(name, f"{key}: {item}", listed, found))
    return found


def _two_commands() -> Iterator[str]:
    # Turkish "çık" (get out) and "cık" (no) look alike without their marks.
    for code in LANGUAGES:
        name, seen = f"{code}/words.yaml", dict[str, str]()
        for key, listed in section(name, "commands", []).items():
            for typed in map(str, listed):
                other = seen.setdefault(normalise(typed), key)
                if other != key:
                    yield f"{name}: commands: {key}: {typed!r} is also {other}"


def _unknown_intents() -> Iterator[str]:
    for code in LANGUAGES:
        name = f"{code}/keywords.yaml"
        unknown = content(name, []).keys() - intents().keys()
        yield from (f"{name}: {intent}: no such intent" for intent in sorted(unknown))
