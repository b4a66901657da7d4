"""Which files a colleague can send, in words, before one is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handlers.console.media_types import type_words
from handlers.console.words import CHANNELS, words

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class FileField:
    """The field for a file. ``accept`` are the media types that a browser offers, "" where no
    file can be sent at all; ``most`` bytes are the most that any channel takes. ``rules`` say
    what each channel takes."""

    accept: str
    most: int
    rules: tuple[str, ...]


def file_field(files: Mapping[str, Mapping[str, int]], channels: Sequence[str]) -> FileField:
    """The field for replies that can go out on ``channels``."""
    taken = [files.get(channel, {}) for channel in channels]
    types = dict.fromkeys(mime for rule in taken for mime in rule)
    most = max((size for rule in taken for size in rule.values()), default=0)
    rules = zip(channels, taken, strict=True)
    return FileField(",".join(types), most, tuple(_rule(name, rule) for name, rule in rules))


def _rule(channel: str, taken: Mapping[str, int]) -> str:
    """What one channel takes, smallest first."""
    name = words(CHANNELS, channel)
    if not taken:
        return f"{name} takes no files."
    sizes = sorted(set(taken.values()))
    groups = (
        f"{', '.join(type_words(mime) for mime in taken if taken[mime] == size)} "
        f"up to {size // MILLION} MB"
        for size in sizes
    )
    return f"{name}: {'; '.join(groups)}."
