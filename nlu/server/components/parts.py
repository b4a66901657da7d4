"""A long message in parts: each sentence or clause may carry an intent of its own."""

import re
from typing import NamedTuple

import numpy as np

PARTS = "parts"  # of a message: a function that gives its parts

_ENDS = re.compile(r"[.!?;:,…؟۔؛،\n\r\u2028\u2029]+")
_FEWEST_WORDS = 2
_MOST_PARTS = 8


class Part(NamedTuple):
    """A part of a message, and its sentence vector; None where no encoder is used."""

    text: str
    vector: np.ndarray | None


def parts(text: str) -> list[str]:
    """Return the parts of `text` that say something by themselves; none when it is one piece.

    A piece of one word belongs to the one before it ("no, please").
    """
    found: list[str] = []
    for piece in map(str.strip, _ENDS.split(text)):
        if not piece:
            continue
        if found and (len(piece.split()) < _FEWEST_WORDS or len(found) == _MOST_PARTS):
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
    return found if len(found) > 1 else []
