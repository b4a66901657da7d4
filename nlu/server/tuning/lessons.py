"""Tokens in batches of alike length, and labels: what one step of tuning looks at."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

_NEIGHBOURS = 50  # batches that are sorted by length together


@dataclass(frozen=True)
class Batch:
    """Tokens (texts x longest), which of them are there (1 or 0), labels (texts)."""

    tokens: np.ndarray
    present: np.ndarray
    labels: np.ndarray


def batches(
    texts: list[list[int]], labels: np.ndarray, size: int, chance: np.random.Generator
) -> Iterator[Batch]:
    """Yield all `texts` (their tokens) once, in random order, `size` at a time."""
    order = chance.permutation(len(texts))
    lengths = np.array([len(text) for text in texts])
    found: list[np.ndarray] = []
    for start in range(0, len(order), size * _NEIGHBOURS):
        part = order[start : start + size * _NEIGHBOURS]
        part = part[np.argsort(lengths[part], kind="stable")]
        found += [part[at : at + size] for at in range(0, len(part), size)]
    for number in chance.permutation(len(found)):
        members = found[number]
        yield padded([texts[member] for member in members], labels[members])


def padded(texts: list[list[int]], labels: np.ndarray) -> Batch:
    """Return `texts` as one block of numbers."""
    longest = max(map(len, texts))
    tokens = np.ones((len(texts), longest), dtype=np.int64)
    present = np.zeros((len(texts), longest), dtype=np.float32)
    for row, text in enumerate(texts):
        tokens[row, : len(text)] = text
        present[row, : len(text)] = 1
    return Batch(tokens, present, labels)
