"""Names of the ten languages in the ten languages, and who asks for one by its name."""

from collections.abc import Iterator
from functools import cache

from babel import Locale

from nlu.countries import cldr_names
from nlu.files import LANGUAGES
from nlu.normalise import normalise
from nlu.phrase_files import content, phrases
from nlu.phrases import Hit, Phrase, PhraseIndex, covers
from nlu.words import section_of, words

_AROUND, _REFUSED, _NEVER = "around", "refused", "never"
_FILE = "language_request.yaml"


def requested_language(text: str, intent: str | None = None) -> str | None:
    """Return the code of the language that `text` asks for, or None.

    The whole message must be the name of one language and words of asking; when `intent` is
    choose_language the name may stand anywhere. A name that is refused ("not English") is none.
    """
    norm = normalise(text)
    hits = _index().find(norm)
    said = {hit.meaning for hit in hits} - {_AROUND, _REFUSED}
    if len(said) != 1:
        return None
    if any(hit.meaning == _REFUSED and not _is_name_part(hit, hits) for hit in hits):
        return None
    asking = [hit for hit in hits if hit.meaning != _REFUSED]
    return said.pop() if intent == "choose_language" or covers(asking, norm) else None


def named_languages(norm: str) -> list[Hit[str]]:
    """Return each name of a language in `norm`, a normalised text, with the language's code."""
    return [hit for hit in _index().find(norm) if hit.meaning in LANGUAGES]


def _is_name_part(refusal: Hit[str], hits: list[Hit[str]]) -> bool:
    inside = (hit for hit in hits if hit.meaning in LANGUAGES)
    return any(hit.start <= refusal.start and refusal.end <= hit.end for hit in inside)


@cache
def _index() -> PhraseIndex[str]:
    fillers = [(phrase, _AROUND) for phrase, _ in words().fillers]
    return PhraseIndex([*_names(), *fillers, *_listed(_AROUND), *_listed(_REFUSED)])


def _listed(key: str) -> Iterator[tuple[Phrase, str]]:
    for phrase in phrases(_FILE, key, content(_FILE, []).get(key), []):
        yield phrase, key


def _names() -> Iterator[tuple[Phrase, str]]:
    given = {(code, normalise(name)) for code, name in [*_from_words(), *_from_babel()]}
    # "France" answers where, not in which language; nor is a nationality a language.
    others = {name for _, _, name in cldr_names()}
    others |= {normalise(name) for name in content(_FILE, []).get(_NEVER) or []}
    for code, name in sorted(given):
        if name not in others:
            yield from ((phrase, code) for phrase in phrases(_FILE, code, [name], []))


def _from_words() -> Iterator[tuple[str, str]]:
    for names in section_of("language_names").values():
        for code in LANGUAGES:
            yield from ((code, str(name)) for name in names.get(code) or [])


def _from_babel() -> Iterator[tuple[str, str]]:
    locales = [Locale.parse(name) for name in (*LANGUAGES, "sr_Latn")]
    for locale in locales:
        yield from ((code, locale.languages[code]) for code in LANGUAGES)
