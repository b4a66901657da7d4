"""What was read out of recent messages, so that one that comes again costs next to nothing.

Messages come again all the time: greetings, words of the menu, a text that is sent twice. No text
is kept: a message is known by its hash, and of entities only kinds, meanings and places.
"""

import hashlib
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock

from cachetools import TTLCache

from nlu.alarm import Alarm
from nlu.language import Reading
from nlu.rasa_answer import RasaAnswer
from nlu.understanding import Entity

# About 11 kB each, most of it the ranking of all intents: at most 110 MB in a process, and that
# only where so many different messages come within the time that they are kept.
MOST = 10_000
# A server that somebody else runs may come back with another model while nobody looks.
LONGEST_S = 3600.0
# Long messages are written once; and every reader of messages reads all of one this short.
_LONGEST = 1000  # characters
# Whose meaning names a person: read again from the message at hand, never kept.
_PERSONAL = frozenset({"phone", "case_number"})


@dataclass(frozen=True)
class Remembered:
    """What a text alone says, with the model that read it, whoever wrote it and when.

    `entities` lack their texts; None where they have to be read again.
    """

    alarms: tuple[Alarm, ...]
    answer: RasaAnswer
    reading: Reading
    entities: tuple[Entity, ...] | None

    def entities_of(self, text: str) -> tuple[Entity, ...] | None:
        """Return the entities as they stand in `text`, or None where it must be read again."""
        if self.entities is None or not unicodedata.is_normalized("NFC", text):
            return None
        outer = len(text) - len(text.lstrip())
        return tuple(_moved(entity, text, outer) for entity in self.entities)


class Memory:
    """The most recent messages and what one model made of them; another model clears it."""

    def __init__(
        self,
        most: int = MOST,
        longest_s: float = LONGEST_S,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep at most `most` messages, each for `longest_s` seconds by the clock `now`."""
        self._kept: TTLCache[bytes, Remembered] = TTLCache(most, longest_s, now)
        self._model: str | None = None
        self._lock = Lock()

    def get(self, text: str, model: str | None) -> Remembered | None:
        """Return what `model` made of `text`, or None; a model that is not known made nothing."""
        with self._lock:
            self._follow(model)
            return self._kept.get(_key(text)) if model else None

    def put(self, text: str, found: Remembered, model: str | None) -> None:
        """Remember `found` of `text` unless it comes late: `model` is the one in service now."""
        if not text.strip() or len(text) > _LONGEST or found.answer.model != model:
            return
        with self._lock:
            self._follow(model)
            self._kept[_key(text)] = found

    def __len__(self) -> int:
        """Return how many messages are remembered."""
        with self._lock:
            return len(self._kept)

    def _follow(self, model: str | None) -> None:
        if model and model != self._model:
            self._kept.clear()
            self._model = model


def without_texts(entities: tuple[Entity, ...], text: str) -> tuple[Entity, ...] | None:
    """Return the `entities` of `text` as they may be kept, None where they may not be.

    Places count from the first letter, so that a text with space around it is the same text.
    """
    personal = any(entity.kind in _PERSONAL for entity in entities)
    if personal or not unicodedata.is_normalized("NFC", text):
        return None
    outer = len(text) - len(text.lstrip())
    return tuple(
        replace(entity, text="", start=entity.start - outer, end=entity.end - outer)
        for entity in entities
    )


def _moved(entity: Entity, text: str, outer: int) -> Entity:
    start, end = entity.start + outer, entity.end + outer
    return replace(entity, text=text[start:end], start=start, end=end)


def _key(text: str) -> bytes:
    # Not lower-cased: the encoder reads case. Space inside stays: a line break ends a sentence for
    # the danger words, and the places of entities would no longer be those of the text as typed.
    same = unicodedata.normalize("NFC", text.strip())
    return hashlib.blake2b(same.encode("utf-8", "surrogatepass"), digest_size=16).digest()
