"""The consonants of a message, the same in Arabic and in Latin letters.

Maghrebi in chat letters ("bghit nrje3"), Roman Urdu and misspelt words share most consonants with
the same words in their own script, so what was learnt from one spelling serves the other.
"""

import re

# What each Arabic letter (in the spelling of nlu.normalise) sounds like; vowels are left out.
_SOUNDS = {
    "b": "بپ", "t": "تثطټٹ", "j": "جژ", "h": "حخه", "d": "دذضڈډ", "r": "رڑړ", "z": "زظځ",
    "s": "سشصچښڅ", "g": "غگڤګږ", "f": "ف", "k": "قک", "l": "ل", "m": "م", "n": "نںڼ",
    "": "اویءعےئؤېۍ",
}  # fmt: skip
_ARABIC = str.maketrans({letter: sound for sound, row in _SOUNDS.items() for letter in row})
_IS_ARABIC = re.compile("[\u0600-\u06ff]")

# Chat digits and digraphs first, longest first; then what is left.
_DIGRAPHS = {"gh": "g", "kh": "h", "sh": "s", "ch": "s", "th": "t", "dh": "d", "ph": "f"}
_LETTERS = {"2": "", "3": "", "5": "h", "7": "h", "9": "k", "q": "k", "c": "k", "x": "ks"}
_LETTERS |= {"v": "f", "p": "b"} | dict.fromkeys("aeiouyw", "")
_DIGRAPH = re.compile("|".join(_DIGRAPHS))
_LATIN = str.maketrans(_LETTERS)
_DOUBLE = re.compile(r"(.)\1+")


def skeleton(normal: str) -> str:
    """Return the consonants of `normal`, a text from nlu.normalise; words of vowels vanish."""
    return " ".join(filter(None, map(_consonants, normal.split())))


def _consonants(word: str) -> str:
    if word.isdigit():
        return word
    if _IS_ARABIC.search(word):
        sounds = word.translate(_ARABIC)
    else:
        sounds = _DIGRAPH.sub(lambda pair: _DIGRAPHS[pair[0]], word).translate(_LATIN)
    return _DOUBLE.sub(r"\1", sounds)
