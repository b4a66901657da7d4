"""Which language a message is written in.

Letters first; then a general identifier for the script (py3langid for Arabic letters, lingua for
Latin ones), the words of our own examples and the intent model's opinion, weighed together.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from nlu.normalise import normalise
from nlu.script import LANGUAGES_OF, UNDETERMINED, language_by_letters, script_of
from nlu.understanding import Variety
from nlu.vocabulary import evidence
from nlu.words import words

DEFAULT = "en"
_ENOUGH_WORDS = 3
_CLEAR = 0.75  # a probability from which a guess counts as clear
_FLOOR = 0.03  # what a general identifier leaves to a language it does not know
_READ_AT_MOST = 1000  # characters: more tells no more

# Croatian and Bosnian must be candidates, or Serbian in Latin letters is never found.
_LATIN = {
    Language.ENGLISH: "en",
    Language.FRENCH: "fr",
    Language.TURKISH: "tr",
    Language.ALBANIAN: "sq",
    Language.SPANISH: "es",
    Language.CROATIAN: "sr",
    Language.BOSNIAN: "sr",
}


@dataclass(frozen=True)
class Detected:
    """The language of a message, its script, and whether the message itself proves it."""

    language: str
    script: str
    sure: bool


@dataclass(frozen=True)
class Reading:
    """What the letters and words of a message tell of its language, whoever wrote it.

    `guess` is None where they tell nothing; `telling` counts the words that tell something;
    `proven` says that letters leave no doubt.
    """

    script: str
    guess: str | None = None
    probability: float = 0.0
    telling: int = 0
    proven: bool = False


def detect(
    text: str,
    *,
    previous: str | None = None,
    hint: str | None = None,
    variety: Variety | None = None,
) -> Detected:
    """Return the language of `text`.

    `previous` is the caller's language so far and holds against a weak contrary guess; `hint` is
    what the channel supposes, used when the message is not decisive.
    """
    return settle(read(text, variety), previous=previous, hint=hint)


def read(text: str, variety: Variety | None = None) -> Reading:
    """Return what `text` alone tells; `variety` is the intent model's opinion of it."""
    script, said = script_of(text), _telling_words(text)
    if not said or script == UNDETERMINED:
        return Reading(script)
    guess, probability = _guess(text[:_READ_AT_MOST], script, said, variety)
    return Reading(script, guess, probability, len(said), language_by_letters(text) is not None)


def settle(found: Reading, *, previous: str | None = None, hint: str | None = None) -> Detected:
    """Return the language of a message of which `found` was read."""
    script, guess = found.script, found.guess
    if guess is None:
        return Detected(previous or hint or DEFAULT, script, sure=False)
    clear = found.probability >= _CLEAR
    if found.proven or (clear and found.telling >= _ENOUGH_WORDS):
        return Detected(guess, script, sure=True)
    if previous and _writes(previous, script):
        return Detected(previous, script, sure=previous == guess and clear)
    if hint and not clear and _writes(hint, script):
        return Detected(hint, script, sure=False)
    return Detected(guess, script, sure=clear and found.telling > 1)


def warm() -> None:
    """Load both identifiers and the vocabulary: about a second, done once, off the event loop."""
    detect("good morning to everybody here")
    detect("صباح الخير")


def _writes(language: str, script: str) -> bool:
    return language in LANGUAGES_OF.get(script, frozenset())


def _telling_words(text: str) -> list[str]:
    said = normalise(text[:_READ_AT_MOST]).split()
    return [word for word in said if word not in words().shared and not word.isdigit()]


def _guess(text: str, script: str, said: list[str], variety: Variety | None) -> tuple[str, float]:
    by_letters = language_by_letters(text)
    possible = LANGUAGES_OF.get(script)
    if by_letters:
        return by_letters, 1.0
    if possible is None:
        return DEFAULT, 0.0
    if len(possible) == 1:
        return next(iter(possible)), 1.0
    known = _arabic_script(text) if script == "arab" else _latin_script(text)
    own, third = evidence(said, script), _opinion(variety, script)
    scores = {
        code: math.log(known.get(code, 0) + _FLOOR) + own.get(code, 0) + third.get(code, 0)
        for code in possible
    }
    return _best(scores)


def _best(scores: Mapping[str, float]) -> tuple[str, float]:
    best = max(sorted(scores), key=lambda code: scores[code])
    return best, 1 / sum(math.exp(score - scores[best]) for score in scores.values())


def _opinion(variety: Variety | None, script: str) -> dict[str, float]:
    if variety is None or variety.name.partition("-")[2] not in {"", script}:
        return {}
    confidence = min(max(variety.confidence, 0.02), 0.98)
    # Of a dozen varieties, an even chance already speaks for the one that was named.
    weight = math.log(confidence / (1 - confidence)) + 1
    return {variety.name.partition("-")[0]: max(0.0, weight)}


def _arabic_script(text: str) -> dict[str, float]:
    return dict(_py3langid().rank(text))


def _latin_script(text: str) -> dict[str, float]:
    found = dict.fromkeys(_LATIN.values(), 0.0)
    for confidence in _lingua().compute_language_confidence_values(text):
        found[_LATIN[confidence.language]] += confidence.value
    return found


@cache
def _py3langid() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(sorted(LANGUAGES_OF["arab"]))
    return identifier


@cache
def _lingua() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(*_LATIN).build()
