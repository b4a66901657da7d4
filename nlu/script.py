"""Scripts: which letters a message is written in, and which languages use them."""

import unicodedata
from collections import Counter

UNDETERMINED = "zyyy"  # ISO 15924 for text without letters

# The first word of a letter's Unicode name -> ISO 15924 code, lower case.
_CODES = {
    "latin": "latn",
    "arabic": "arab",
    "cyrillic": "cyrl",
    "greek": "grek",
    "hebrew": "hebr",
    "devanagari": "deva",
    "bengali": "beng",
    "gurmukhi": "guru",
    "ethiopic": "ethi",
    "sinhala": "sinh",
    "tamil": "taml",
    "georgian": "geor",
    "armenian": "armn",
    "tifinagh": "tfng",
    "cjk": "hani",
}

LANGUAGES_OF = {
    "latn": frozenset({"en", "fr", "tr", "sq", "sr", "es", "ar", "ur"}),
    "arab": frozenset({"ar", "fa", "ps", "ur"}),
    "cyrl": frozenset({"sr"}),
}

# Peshawar spelling of Pashto borrows Urdu letters, so those prove nothing; these do.
_PASHTO = frozenset("ښځڅږګڼۍډړټې")
_SERBIAN = frozenset("јљњћђџ")


def script_of(text: str) -> str:
    """Return the ISO 15924 code (lower case) of most letters of `text`; "zyyy" without letters."""
    counts = Counter(_code(letter) for letter in text if letter.isalpha())
    return counts.most_common(1)[0][0] if counts else UNDETERMINED


def language_by_letters(text: str) -> str | None:
    """Return the language that letters of `text` give away beyond doubt, or None."""
    letters = set(text.lower())
    if letters & _PASHTO:
        return "ps"
    return "sr" if letters & _SERBIAN else None


def _code(letter: str) -> str:
    first = unicodedata.name(letter, "unknown").split(maxsplit=1)[0].split("-")[0].lower()
    return _CODES.get(first, "zzzz")
