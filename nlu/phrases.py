"""The phrase language of the data files: `word`, `word*`, `*word`, `(a|b c)`, `~`.

A phrase becomes one small regular expression over normalised text. Every repetition in it is
possessive or bounded, so that no message can make it run away.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from nlu.normalise import normalise

T = TypeVar("T")

_GAP = r"(?:\S++ ){0,3}?"
_PIECE = r"(?:\([^()]*\)|[^\s()|~]+|~)"
_SHAPE = re.compile(rf"{_PIECE}(?: {_PIECE})*")
_EACH = re.compile(_PIECE)


class PhraseError(ValueError):
    """A phrase is not written in the phrase language; the text says why."""


@dataclass(frozen=True)
class Phrase:
    """A compiled phrase; a message can only match it if it holds one of `keys`."""

    source: str
    expression: str
    keys: frozenset[str]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The regular expression, compiled on first use: most phrases are never tried."""
        return re.compile(self.expression)

    def spans(self, norm: str) -> Iterator[tuple[int, int]]:
        """Yield (start, end) of each match in `norm`, also of those that overlap."""
        padded = f" {norm} "
        found = self.pattern.search(padded)
        while found:
            yield found.start(), found.end() - 1
            found = self.pattern.search(padded, found.start() + 1)


@dataclass(frozen=True)
class Hit(Generic[T]):
    """A phrase found in a normalised text at [start, end), with what the phrase stands for."""

    meaning: T
    start: int
    end: int


class PhraseIndex(Generic[T]):
    """Many phrases, looked up by the words of a message so that only few are tried."""

    def __init__(self, entries: Iterable[tuple[Phrase, T]]) -> None:
        """Index `entries`, pairs of a phrase and what it stands for."""
        self.entries = tuple(entries)
        self._by_key: dict[str, list[tuple[Phrase, T]]] = {}
        for phrase, meaning in self.entries:
            for key in phrase.keys:
                self._by_key.setdefault(key, []).append((phrase, meaning))
        self._heads = {len(key) - 1 for key in self._by_key if key.endswith("*")}
        self._tails = {len(key) - 1 for key in self._by_key if key.startswith("*")}

    def candidates(self, norm: str) -> list[tuple[Phrase, T]]:
        """Return the phrases that the words of `norm` make possible, each once."""
        keys = {key for word in set(norm.split()) for key in self._keys_of(word)}
        found = (
            entry for key in sorted(keys & self._by_key.keys()) for entry in self._by_key[key]
        )
        return list({id(entry): entry for entry in found}.values())

    def find(self, norm: str) -> list[Hit[T]]:
        """Return every hit in `norm`, a text already normalised."""
        return [
            Hit(meaning, start, end)
            for phrase, meaning in self.candidates(norm)
            for start, end in phrase.spans(norm)
        ]

    def _keys_of(self, word: str) -> Iterator[str]:
        yield word
        yield from (f"{word[:size]}*" for size in self._heads if size <= len(word))
        yield from (f"*{word[-size:]}" for size in self._tails if size <= len(word))


def covers(hits: Iterable[Hit[T]], norm: str) -> bool:
    """Tell whether `hits` leave no word of `norm` unexplained."""
    covered = -1
    for hit in sorted(hits, key=lambda hit: hit.start):
        if hit.start > covered + 1:
            return False
        covered = max(covered, hit.end)
    return covered == len(norm)


def parse(source: str) -> Phrase:
    """Compile one phrase; raise PhraseError when it is not in the phrase language."""
    text = " ".join(source.split())
    if not _SHAPE.fullmatch(text):
        raise PhraseError("only words, ~ and (a|b) groups, with spaces between them")
    pieces = _EACH.findall(text)
    if "~" in (pieces[0], pieces[-1]):
        raise PhraseError("a gap ~ needs a word on both sides")
    groups = [[_words(way) for way in _ways(piece)] for piece in pieces if piece != "~"]
    bodies = iter(f"{_either(group)} " for group in groups)
    expression = "".join(_GAP if piece == "~" else next(bodies) for piece in pieces)
    return Phrase(source, f" {expression[:-1]}(?= )", max(map(_keys, groups), key=_strength))


def _ways(piece: str) -> list[str]:
    if not piece.startswith("("):
        return [piece]
    ways = [way.strip() for way in piece[1:-1].split("|")]
    if not all(ways):
        raise PhraseError("a group (a|b) has an empty alternative")
    if "~" in piece:
        raise PhraseError("a gap ~ may not stand inside a group")
    return ways


def _words(way: str) -> list[str]:
    return [word for raw in way.split() for word in _normal_words(raw)]


def _normal_words(raw: str) -> list[str]:
    head, tail = "*" * raw.startswith("*"), "*" * raw.endswith("*")
    body = normalise(raw.strip("*"))
    if not body:
        raise PhraseError(f"nothing is left of {raw!r} after normalisation")
    if "*" in raw.strip("*") or raw.startswith("**") or raw.endswith("**") or (head and tail):
        raise PhraseError(f"in {raw!r} a single * may begin or end the word, not both")
    return f"{head}{body}{tail}".split()


def _either(ways: list[list[str]]) -> str:
    # The longest first: a bare cry must cover "help me" whole, not stop at "help".
    longest_first = sorted(ways, key=len, reverse=True)
    return f"(?:{'|'.join(' '.join(map(_expression, words)) for words in longest_first)})"


def _expression(word: str) -> str:
    if word.startswith("*"):
        return rf"\w*{re.escape(word[1:])}"
    return rf"{re.escape(word[:-1])}\w*+" if word.endswith("*") else re.escape(word)


def _keys(ways: list[list[str]]) -> frozenset[str]:
    return frozenset(max(words, key=len) for words in ways)


def _strength(keys: frozenset[str]) -> int:
    # The longest words are the rarest: the phrase is tried least often.
    return min(len(key.strip("*")) for key in keys)
