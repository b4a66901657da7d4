"""Which language a word belongs to, counted in our own training examples.

The general identifiers know neither romanised Arabic nor romanised Urdu, and are weak on
messages of three words; the words that people really write to an infoline fill the gap.
"""

import math
from collections import Counter
from functools import cache

from nlu.errors import DataFault
from nlu.files import LANGUAGES, SUBFOLDERS, example_files, read
from nlu.normalise import normalise

_SMOOTHING = 0.3
_MOST = 3.0  # nats: no single word decides alone


def evidence(words: list[str], script: str) -> dict[str, float]:
    """Return, for each language, how much `words` speak for it (nats; 0 is neutral).

    `words` are normal forms; `script` is that of the message: romanised examples count for Latin
    letters only, native ones for their own script.
    """
    counts, total = _counts(script)
    known = [word for word in words if word in total]
    return {code: sum(_weight(word, own, total) for word in known) for code, own in counts.items()}


def _weight(word: str, own: Counter[str], total: Counter[str]) -> float:
    unseen = _SMOOTHING * len(total)
    here = (own[word] + _SMOOTHING) / (own.total() + unseen)
    anywhere = (total[word] + _SMOOTHING) / (total.total() + unseen)
    return max(-_MOST, min(_MOST, math.log(here / anywhere)))


@cache
def _counts(script: str) -> tuple[dict[str, Counter[str]], Counter[str]]:
    counted = {code: _counted(code, script) for code in LANGUAGES}
    present = {code: counter for code, counter in counted.items() if counter}
    return present, sum(present.values(), Counter[str]())


def _counted(code: str, script: str) -> Counter[str]:
    subfolders = ("", *SUBFOLDERS.get(code, ()))
    files = [name for sub in subfolders for name in example_files(code, sub)]
    return Counter(word for name in files for word in _example_words(name, script))


def _example_words(name: str, script: str) -> list[str]:
    try:
        groups = read(name).values()
    except DataFault:  # reported by the data check; the other files still count
        return []
    texts = [str(example) for examples in groups for example in examples]
    return [word for text in texts for word in normalise(text).split() if _fits(word, script)]


def _fits(word: str, script: str) -> bool:
    # Serbian Cyrillic is Latin in its normal form, so it counts for both.
    return word.isascii() == (script != "arab") and not word.isdigit()
