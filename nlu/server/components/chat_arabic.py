"""Arabic in chat letters ("bghit nrje3 l bladi") written in Arabic letters.

The sentence encoder has read little chat Arabic but much Arabic. The result need not be spelt
well, only close enough for the encoder: short vowels are guessed, `e` is left out.
"""

import re

_LETTERS = {
    "gh": "غ", "kh": "خ", "sh": "ش", "ch": "ش", "th": "ث", "dh": "ذ", "ou": "و", "oo": "و",
    "ee": "ي", "2": "ء", "3": "ع", "5": "خ", "6": "ط", "7": "ح", "8": "غ", "9": "ق",
    "a": "ا", "b": "ب", "c": "ك", "d": "د", "e": "", "f": "ف", "g": "گ", "h": "ه", "i": "ي",
    "j": "ج", "k": "ك", "l": "ل", "m": "م", "n": "ن", "o": "و", "p": "ب", "q": "ق", "r": "ر",
    "s": "س", "t": "ت", "u": "و", "v": "ف", "w": "و", "x": "كس", "y": "ي", "z": "ز",
}  # fmt: skip
_LETTER = re.compile("|".join(sorted(_LETTERS, key=len, reverse=True)))


def to_arabic(normal: str) -> str:
    """Return `normal`, a text from nlu.normalise in Latin letters, in Arabic letters."""
    return " ".join(word if word.isdigit() else _respell(word) for word in normal.split())


def _respell(word: str) -> str:
    return _LETTER.sub(lambda letter: _LETTERS[letter[0]], word)
