"""A long text in pieces that fit: at paragraphs, at ends of sentences, at words, and only then
inside a word, never inside what a reader sees as one letter.

For all doors; standard library only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

# A piece that ends at a better place may be this much shorter than the room there is.
PLACES: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(r"\n\s*\n"), 0.5),
    (re.compile(r"\n"), 0.5),
    (re.compile(r"[.!?؟۔…]+[\"'”’»)\]]*(?=\s)"), 0.25),
    (re.compile(r"\s"), 0.0),
)
JOINER = "\u200d"
GLUE = frozenset({JOINER, "\u200c"})
SKIN_TONES = range(0x1F3FB, 0x1F400)
FLAG_LETTERS = range(0x1F1E6, 0x1F200)
TAGS = range(0xE0020, 0xE0080)


def units(text: str) -> int:
    """The length of ``text`` in UTF-16 units, as Telegram and Twilio count it."""
    return len(text) + sum(char > "\uffff" for char in text)


def split(text: str, fits: Callable[[str], bool]) -> Iterator[str]:
    """Pieces of ``text`` in order, each of which ``fits``; blanks at the cuts are left out."""
    rest = text.strip()
    while rest:
        piece, rest = cut(rest, fits)
        yield piece


def cut(text: str, fits: Callable[[str], bool]) -> tuple[str, str]:
    """The first piece of ``text`` that ``fits``, and what is left of it.

    Blanks at the cut and around ``text`` are left out. A piece has one character at least, even
    where none fits.
    """
    rest = text.strip()
    if not rest or fits(rest):
        return rest, ""
    end = _place(rest, _room(rest, fits))
    while end > 1 and not fits(rest[:end].rstrip()):
        end = _place(rest, end - 1)
    return rest[:end].rstrip(), rest[end:].lstrip()


def _room(text: str, fits: Callable[[str], bool]) -> int:
    """About how many characters of ``text`` fit, one at least."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if fits(text[:middle]):
            low = middle
        else:
            high = middle - 1
    return low


def _place(text: str, room: int) -> int:
    """The best place to cut ``text`` at or before ``room``."""
    for pattern, least in PLACES:
        ends = [found.end() for found in pattern.finditer(text, 0, room + 1)]
        good = [end for end in ends if max(1, room * least) <= end <= room]
        if good:
            return good[-1]
    return _between_letters(text, room)


def _between_letters(text: str, room: int) -> int:
    end = room
    while end > 1 and not _is_boundary(text, end):
        end -= 1
    return end if _is_boundary(text, end) else room


def _is_boundary(text: str, at: int) -> bool:
    """Whether a reader sees different letters before and after ``at``."""
    before, after = text[at - 1], text[at : at + 1]
    if not after:
        return True
    if before == JOINER or after in GLUE or unicodedata.category(after).startswith("M"):
        return False
    if ord(after) in SKIN_TONES or ord(after) in TAGS:
        return False
    if ord(before) in FLAG_LETTERS and ord(after) in FLAG_LETTERS:
        flags = re.search(r"[\U0001F1E6-\U0001F1FF]*$", text[:at])
        return flags is None or len(flags.group()) % 2 == 0
    return True
