"""One spelling for many: the normal form on which phrases, words and n-grams are matched."""

import re
import unicodedata
from dataclasses import dataclass

# Keyboards send different code points for one yeh, kaf or heh, and people leave hamza seats out.
_ARABIC = dict.fromkeys("أإآٱ", "ا") | dict.fromkeys("ىي", "ی") | {"ك": "ک", "ۓ": "ے"}
_ARABIC |= dict.fromkeys("ةھہۀۂۃە", "ه")
_CYRILLIC = dict(zip("абвгдезиклмнопрстуфхцчшжћј", "abvgdeziklmnoprstufhccszcj", strict=True))
_CYRILLIC |= {"ђ": "dj", "љ": "lj", "њ": "nj", "џ": "dz", "ё": "e", "й": "j", "ы": "i", "э": "e"}
_CYRILLIC |= {"ю": "ju", "я": "ja", "щ": "sc", "ъ": "", "ь": "", "і": "i", "ї": "ji", "є": "je"}
_CYRILLIC |= {"ґ": "g", "ѓ": "g", "ќ": "k", "ѕ": "dz", "ѐ": "e", "ѝ": "i"}
_LATIN = {"ı": "i", "đ": "dj", "ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe"}
_SIGNS = dict.fromkeys("'’‘`´ʼʾʿʻ‛ـ", "") | {"🆘": " sos "}
_LETTERS = str.maketrans(_ARABIC | _CYRILLIC | _LATIN | _SIGNS)

_ACCENTED = re.compile("[\u00c0-\u024f\u1e00-\u1eff]+")
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")
_RUN = re.compile(r"([^\W\d_])\1{2,}")
_NOT_WORD = re.compile(r"[\W_]+")
_SENTENCE_END = re.compile(r"[.!?;…؟۔؛\n\r\u2028\u2029]+")
# Marks, joiners and apostrophes stand inside a word and leave no trace in its normal form.
_INSIDE = r"['’‘`´ʼʾʿʻ‛\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u200b-\u200f]"
_WORD = re.compile(rf"[^\W_](?:[^\W_]|{_INSIDE})*")


@dataclass(frozen=True)
class Token:
    """One word of a message: its normal form and where it stands in the message as typed."""

    norm: str
    start: int
    end: int


def normalise(text: str) -> str:
    """Return the normal form of `text`: lower-case words without marks, single spaces between.

    Cyrillic comes out in Latin letters, Arabic letters in one spelling, digits as 0-9.
    """
    text = unicodedata.normalize("NFKC", text).lower()
    text = unicodedata.normalize("NFC", text).translate(_LETTERS)
    text = _ACCENTED.sub(_bare, text)
    text = "".join(letter for letter in text if _is_kept(letter))
    text = _FOREIGN_DIGIT.sub(lambda digit: str(unicodedata.digit(digit[0])), text)
    return _RUN.sub(r"\1", _NOT_WORD.sub(" ", text)).strip()


def sentences(text: str) -> list[str]:
    """Return the normal form of each sentence of `text`, empty ones left out."""
    return [norm for part in _SENTENCE_END.split(text) if (norm := normalise(part))]


def tokens(text: str) -> list[Token]:
    """Return the words of `text` with their places; one that leaves nothing is dropped."""
    return [
        Token(norm, word.start(), word.end())
        for word in _WORD.finditer(text)
        if (norm := normalise(word[0]))
    ]


def _bare(letters: re.Match[str]) -> str:
    return unicodedata.normalize("NFD", letters[0])


def _is_kept(letter: str) -> bool:
    # Marks (accents, harakat) and format characters (zero-width joiners, direction marks) go.
    return letter.isascii() or unicodedata.category(letter) not in {"Mn", "Me", "Cf"}
