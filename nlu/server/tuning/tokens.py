"""A message as the encoder's tokens: the likeliest way to put it together from known pieces.

The engine keeps its tokenizer to itself; tuning needs the same tokens. A test compares the counts.
"""

import numpy as np

from nlu.server.tuning.encoder_file import Vocabulary

_SPACE = 0x20
_MARK = "\u2581"  # stands for a space inside pieces
_TASK = "query: "  # what the encoder was taught to see before a question
_WORST = -1e30


class Tokenizer:
    """Splits texts into pieces by the unigram model of the encoder's file."""

    def __init__(self, vocabulary: Vocabulary, longest: int = 128) -> None:
        """`longest`: tokens that are kept of a text."""
        self._words = vocabulary
        self._scores = vocabulary.scores.tolist()
        self._unknown = float(np.min(vocabulary.scores)) - 10
        self._bytes = max(map(len, vocabulary.pieces))
        self._longest = longest

    def tokens(self, text: str) -> list[int]:
        """Return the numbers of the pieces of `text`, with begin and end."""
        letters = self._letters(_TASK + text)
        pieces = self._best(letters)[: self._longest]
        return [self._words.begin, *pieces, self._words.end]

    def _letters(self, text: str) -> list[bytes]:
        points: list[int] = [_SPACE]
        for letter in text:
            for point in self._words.letters.get(ord(letter), (ord(letter),)):
                if point != _SPACE or points[-1] != _SPACE:
                    points.append(point)
        shown = (_MARK if point == _SPACE else chr(point) for point in points)
        return [letter.encode("utf-8", "surrogatepass") for letter in shown]

    def _best(self, letters: list[bytes]) -> list[int]:
        """Viterbi: for each place the best score, the last piece, and where that piece began."""
        best = [(0.0, 0, 0)] + [(_WORST, 0, 0)] * len(letters)
        for start in range(len(letters)):
            score, piece = best[start][0], b""
            for end in range(start + 1, len(letters) + 1):
                piece += letters[end - 1]
                if len(piece) > self._bytes:
                    break
                number = self._words.pieces.get(piece, self._words.unknown)
                if number != self._words.unknown:
                    reached = (score + self._scores[number], number, start)
                    best[end] = max(best[end], reached, key=lambda way: way[0])
            lost = (score + self._unknown, self._words.unknown, start)
            best[start + 1] = max(best[start + 1], lost, key=lambda way: way[0])
        return _backwards(best)


def _backwards(best: list[tuple[float, int, int]]) -> list[int]:
    found, at = [], len(best) - 1
    while at > 0:
        _, number, at = best[at]
        found.append(number)
    return found[::-1]
