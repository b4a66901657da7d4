"""A message as a line of words, to search in normal form and point at in the original."""

from bisect import bisect
from dataclasses import dataclass
from functools import cached_property

from nlu.normalise import Token, tokens
from nlu.understanding import Entity


@dataclass(frozen=True)
class Line:
    """The words of a message in normal form, each knowing where it stands in the message."""

    text: str

    @cached_property
    def tokens(self) -> list[Token]:
        """The words, in order."""
        return tokens(self.text)

    @cached_property
    def norm(self) -> str:
        """The words in normal form with single spaces between: what phrases are matched on."""
        return " ".join(token.norm for token in self.tokens)

    def token_at(self, offset: int) -> int:
        """Return the index of the word that holds character `offset` of `norm`."""
        return bisect(self._starts, offset) - 1

    def entity(self, kind: str, value: str, first: int, last: int) -> Entity:
        """Return the entity made of the words `first` to `last` (both included)."""
        start, end = self.tokens[first].start, self.tokens[last].end
        return Entity(kind, value, self.text[start:end], start, end)

    @cached_property
    def _starts(self) -> list[int]:
        starts, start = [], 0
        for token in self.tokens:
            starts.append(start)
            start += len(token.norm) + 1
        return starts
