"""One sentence into a document, for calls that are made to operators and to strangers."""

from __future__ import annotations

from handlers.voice.manner import ENGLISH
from handlers.voice.saying import Piece, Speech, Verb, put


class Mouth:
    """Says a sentence in the place that it is given."""

    def __init__(self, speech: Speech) -> None:
        """``speech`` knows the voices and the recordings."""
        self._speech = speech

    async def phrase(self, verb: Verb, key: str, language: str) -> None:
        """A sentence of the phone itself (``voice.<key>``), in English where nobody can say it."""
        put(verb, await self._speech.utter([self._speech.phrase(key, language)]))

    async def english(self, verb: Verb, words: str) -> None:
        """Words to a colleague."""
        put(verb, await self._speech.utter([Piece(words, ENGLISH)]))
