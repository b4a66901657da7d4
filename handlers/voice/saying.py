"""How words are said: by a voice of Twilio's, or by recordings, piece by piece."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.telephony import Phrases, Recordings, Spoken
from handlers.voice.manner import ENGLISH, Addresses, Tongue

MOST_SAID = 4000
"""Letters in one <Say>; Twilio takes 4096."""

MOST_BYTES = 40_000
"""Of all that is said in one document; Twilio takes 64 kB with everything around it."""

CASE_NUMBER = re.compile(r"\bK-[0-9A-Z]{6}\b")
LONG_NUMBER = re.compile(r"(?<![\w.,:])\+?\d{3,}(?:[ -]\d{2,})*(?![\w]|[.,:]\d)")
YEAR = re.compile(r"(?:19|20)\d\d")
SENTENCE = re.compile(r"(?<=[.!?؟۔…])\s+")
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one language. ``english`` is said where these words were not recorded; a piece
    without it is missing then."""

    text: str = field(repr=False)
    language: str
    english: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One <Say>."""

    text: str = field(repr=False)
    voice: str
    locale: str | None


@dataclass(frozen=True, slots=True)
class Played:
    """One <Play>."""

    url: str


@dataclass(frozen=True, slots=True)
class Uttered:
    """What a document says; ``missing``: words of a flow that nobody can say in this language."""

    parts: tuple[Said | Played, ...] = ()
    missing: bool = False


class Verb(Protocol):
    """Where words may stand: a whole document, or a part of one that listens."""

    def say(self, message: str, voice: str, *, language: str | None) -> object:
        """Add a <Say>."""
        ...

    def play(self, url: str) -> object:
        """Add a <Play>."""
        ...


class Speech:
    """Turns words into parts of documents."""

    def __init__(
        self,
        tongues: Mapping[str, Tongue],
        phrases: Phrases,
        recordings: Recordings,
        addresses: Addresses,
    ) -> None:
        """``tongues`` by language; ``phrases`` are the sentences of the phone itself. Recordings
        are played from one of the door's ``addresses``."""
        self._tongues = tongues
        self._phrases = phrases
        self._recordings = recordings
        self.addresses = addresses

    def phrase(self, key: str, language: str, **params: object) -> Piece:
        """A sentence of the phone itself (``voice.<key>``), with the English one beside it."""
        name = f"voice.{key}"
        own = self._phrases(name, language, **params)
        return Piece(own, language, self._phrases(name, ENGLISH, **params))

    def hears(self, language: str) -> bool:
        """Whether a recogniser understands the language."""
        tongue = self._tongues.get(language)
        return bool(tongue and tongue.hear)

    def tongue(self, language: str) -> Tongue | None:
        """How the language is said and heard; None for one that is not ours."""
        return self._tongues.get(language)

    async def sayable(self, languages: Sequence[str]) -> tuple[str, ...]:
        """Those that can be said from beginning to end, in the same order."""
        played = [code for code in languages if not self._voice(code)]
        complete = await self._recordings.complete(played) if played else frozenset[str]()
        return tuple(code for code in languages if self._voice(code) or code in complete)

    async def utter(self, pieces: Sequence[Piece]) -> Uttered:
        """The parts that say ``pieces`` in order."""
        found = await self._found(pieces)
        parts: list[Said | Played] = []
        missing = False
        for piece in pieces:
            own = self._own(piece, found)
            if own is None:
                missing = missing or piece.english is None
                own = self._said(piece.english or "", ENGLISH) or ()
            parts.extend(own)
        return Uttered(tuple(parts), missing)

    async def _found(self, pieces: Sequence[Piece]) -> Mapping[tuple[str, str], tuple[str, ...]]:
        wanted: dict[str, list[str]] = {}
        for piece in pieces:
            if not self._voice(piece.language):
                wanted.setdefault(piece.language, []).extend(lines(piece.text))
        return {
            (language, text): ids
            for language, texts in wanted.items()
            for text, ids in (await self._recordings.find(language, texts)).items()
        }

    def _own(
        self, piece: Piece, found: Mapping[tuple[str, str], tuple[str, ...]]
    ) -> Sequence[Said | Played] | None:
        """The piece in its own language, None where that cannot be."""
        if self._voice(piece.language):
            return self._said(piece.text, piece.language)
        ids = [found.get((piece.language, text)) for text in lines(piece.text)]
        if None in ids:
            return None
        return [Played(self.addresses.of(f"audio/{i}")) for known in ids for i in known or ()]

    def _said(self, text: str, language: str) -> Sequence[Said] | None:
        voice = self._voice(language)
        if voice is None:
            return None
        locale = self._tongues[language].locale
        return [
            Said(part, voice, locale) for line in lines(text) for part in portions(spelled(line))
        ]

    def _voice(self, language: str) -> str | None:
        tongue = self._tongues.get(language)
        return tongue.say if tongue else None


def words_of(spoken: Spoken) -> Piece:
    """The words of one of our messages."""
    return Piece(spoken.text, spoken.language)


def lines(text: str) -> list[str]:
    """The lines of a text that say something."""
    clean = UNWRITABLE.sub("", text)
    return [line.strip() for line in clean.splitlines() if any(c.isalnum() for c in line)]


def spelled(text: str) -> str:
    """Case numbers and phone numbers digit by digit, as they are written down by who hears them;
    years and small numbers stay."""
    text = CASE_NUMBER.sub(lambda found: _one_by_one(found[0]), text)
    return LONG_NUMBER.sub(
        lambda found: found[0] if YEAR.fullmatch(found[0]) else _one_by_one(found[0]), text
    )


def portions(text: str, most: int = MOST_SAID) -> Iterator[str]:
    """The text in parts of ``most`` letters at most, cut at the end of a sentence, else at a
    blank, else anywhere."""
    while len(text) > most:
        ends = [found.start() for found in SENTENCE.finditer(text, 0, most)]
        end = ends[-1] if ends else text.rfind(" ", 1, most)
        end = end if end > 0 else most
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    if text:
        yield text


def put(verb: Verb, uttered: Uttered) -> None:
    """Write it into a document, as far as a document can hold it."""
    left = MOST_BYTES
    for part in uttered.parts:
        if isinstance(part, Played):
            left -= len(part.url) + 20
        else:
            left -= len(part.text.encode()) + 80
        if left < 0:
            return
        if isinstance(part, Played):
            verb.play(part.url)
        else:
            verb.say(part.text, part.voice, language=part.locale)


def _one_by_one(number: str) -> str:
    return ", ".join(sign for sign in number if sign.isalnum())
