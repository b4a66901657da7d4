"""Examples written once more as hurried people would: slips, no marks, a greeting before."""

import random
import unicodedata
from collections import defaultdict
from collections.abc import Sequence

from nlu.server.examples import Example

# Greetings and thanks say nothing about what is wanted; everything else may stand beside them.
_POLITE = ("greet", "thank")
_SOCIAL = {"greet", "goodbye", "thank", "affirm", "deny", "menu", "stop_messages"}
_SLIP, _BARE, _BESIDE = 0.3, 0.2, 0.2
_PER_LETTERS = 20  # one slip for so many letters
_CYRILLIC_AS = {"lj": "љ", "nj": "њ", "dž": "џ"}
_CYRILLIC = str.maketrans("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш")


class Variations:
    """Writes examples anew; the same seed gives the same texts."""

    def __init__(self, examples: Sequence[Example], seed: int) -> None:
        """`examples` lend the words of politeness of their variety."""
        self._random = random.Random(seed)  # noqa: S311 - not a secret
        self._polite: dict[tuple[str, str], list[str]] = defaultdict(list)
        for example in examples:
            if example.intent in _POLITE:
                self._polite[example.variety, example.intent].append(example.text)

    def written(self, example: Example) -> str:
        """Return the text of `example`, often changed in a way that keeps its meaning."""
        text = example.text
        if example.variety == "sr-latn" and self._happens(_BARE):
            text = cyrillic(text)
        if self._happens(_BARE):
            text = bare(text)
        if self._happens(_SLIP):
            text = self._slipped(text)
        if example.intent not in _SOCIAL and self._happens(_BESIDE):
            text = self._beside(text, example.variety)
        return text

    def _happens(self, chance: float) -> bool:
        return self._random.random() < chance

    def _slipped(self, text: str) -> str:
        letters = list(text)
        for _ in range(1 + len(letters) // _PER_LETTERS):
            self._slip(letters)
        return "".join(letters) or text

    def _slip(self, letters: list[str]) -> None:
        place = self._random.randrange(max(1, len(letters) - 1))
        kind = self._random.randrange(4)
        if len(letters) < 4 or letters[place].isdigit():  # noqa: PLR2004 - too short to lose one
            return
        if kind == 0:
            del letters[place]
        elif kind == 1:
            letters.insert(place, letters[place])
        elif kind == 2:  # noqa: PLR2004 - the third kind of slip
            letters[place], letters[place + 1] = letters[place + 1], letters[place]
        else:
            letters[place] = self._random.choice(letters)

    def _beside(self, text: str, variety: str) -> str:
        kind = self._random.choice(_POLITE)
        said = self._polite[variety, kind]
        if not said:
            return text
        word = self._random.choice(said)
        return f"{word} {text}" if kind == "greet" else f"{text} {word}"


def bare(text: str) -> str:
    """Return `text` in lower case, without marks on its letters and without punctuation."""
    apart = unicodedata.normalize("NFD", text.lower())
    kept = (" " if unicodedata.category(c)[0] == "P" else c for c in apart)
    letters = "".join(c for c in kept if unicodedata.category(c) != "Mn")
    return unicodedata.normalize("NFC", " ".join(letters.split())) or text


def cyrillic(text: str) -> str:
    """Return Serbian `text` in Cyrillic letters; letters that Serbian lacks stay."""
    lowered = text.lower()
    for pair, letter in _CYRILLIC_AS.items():
        lowered = lowered.replace(pair, letter)
    return lowered.translate(_CYRILLIC)
