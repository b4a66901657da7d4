"""The understander for when the intent model is away: keywords, all languages, own first."""

import logging
from collections.abc import Iterator
from functools import cache

from nlu.files import LANGUAGES
from nlu.normalise import normalise
from nlu.phrase_files import content, phrases
from nlu.phrases import Hit, Phrase, PhraseIndex
from nlu.understanding import Ranked

_log = logging.getLogger(__name__)

# A keyword is a modest proof: the flows ask back below the model's usual confidence.
_OWN, _FOREIGN = 0.6, 0.4
_STEP = 0.05
_LEAST = 0.2
_AT_MOST = 5

Meaning = tuple[str, str]  # an intent and a language


def guess(text: str, language: str) -> tuple[Ranked, ...]:
    """Return the intents whose keywords `text` holds, best first, confidences up to 0.6.

    A longer phrase says more than a shorter one; the caller's own language comes before others.
    """
    hits = _index().find(normalise(text))
    ranked = sorted(hits, key=lambda hit: _rank(hit, language))
    names = dict.fromkeys(hit.meaning[0] for hit in ranked)
    own = {hit.meaning[0] for hit in hits if hit.meaning[1] == language}
    return tuple(
        Ranked(name, max(_LEAST, round((_OWN if name in own else _FOREIGN) - _STEP * place, 2)))
        for place, name in enumerate(list(names)[:_AT_MOST])
    )


def faults() -> list[str]:
    """Return what is wrong with the keyword files, each fault named by file, intent and phrase."""
    found: list[str] = []
    list(_entries(found))
    return found


def _rank(hit: Hit[Meaning], language: str) -> tuple[bool, int, str]:
    return hit.meaning[1] != language, hit.start - hit.end, hit.meaning[0]


@cache
def _index() -> PhraseIndex[Meaning]:
    found: list[str] = []
    index = PhraseIndex(_entries(found))
    for fault in found:
        _log.error("keywords left out: %s", fault)
    return index


def _entries(found: list[str]) -> Iterator[tuple[Phrase, Meaning]]:
    for code in LANGUAGES:
        name = f"{code}/keywords.yaml"
        for intent, sources in content(name, found).items():
            for phrase in phrases(name, intent, sources, found):
                yield phrase, (intent, code)
