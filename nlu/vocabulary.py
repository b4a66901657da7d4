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
    letters only, native ones for their own script. A word never seen is judged by its letters.
    """
    weights = _weights(script)
    said = {*words}
    return {
        code: sum(own[word] if word in own else _by_letters(word, own) for word in said)
        for code, own in weights.items()
    }


def _by_letters(word: str, own: dict[str, float]) -> float:
    pieces = [own.get(piece, 0) for piece in _pieces(word)]
    return sum(pieces) / len(pieces)


def _pieces(word: str) -> list[str]:
    # The stroke, which no word holds, keeps pieces apart from words in the same table.
    padded = f" {word} "
    return [f"{padded[place : place + 3]}|" for place in range(len(padded) - 2)]


@cache
def _weights(script: str) -> dict[str, dict[str, float]]:
    counted = {code: _counted(code, script) for code in LANGUAGES}
    present = {code: own for code, own in counted.items() if own}
    pieces = {code: _piece_counts(own) for code, own in present.items()}
    all_words, all_pieces = (sum(part.values(), Counter[str]()) for part in (present, pieces))
    return {
        code: _weighed(present[code], all_words) | _weighed(pieces[code], all_pieces)
        for code in present
    }


def _piece_counts(own: Counter[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for word, times in own.items():
        counts.update(dict.fromkeys(_pieces(word), times))
    return counts


def _weighed(own: Counter[str], total: Counter[str]) -> dict[str, float]:
    unseen = _SMOOTHING * len(total)
    size, all_sizes = own.total() + unseen, total.total() + unseen
    return {
        word: _clipped((own[word] + _SMOOTHING) / size / ((count + _SMOOTHING) / all_sizes))
        for word, count in total.items()
    }


def _clipped(ratio: float) -> float:
    return max(-_MOST, min(_MOST, math.log(ratio)))


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
