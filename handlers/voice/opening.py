"""The beginning of a call: the keys for danger and for a person, then the languages."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.telephony import Call, Heard, Stage, Switchboard
from handlers.twilio.fields import Fields
from handlers.voice import documents
from handlers.voice.manner import Manner
from handlers.voice.menus import FIXED, PAGE
from handlers.voice.reading import Line, keys, state
from handlers.voice.saying import Piece, Speech
from handlers.voice.talking import MOST_MISSES, NEXT_PAGE_SECONDS, Talk

AGAIN = "*"
ROUNDS = 2
"""How often the languages are read out."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Where the reading of languages stands: ``page`` counts on from round to round, ``strange``
    are keys that meant nothing, ``in_call`` is 1 in the middle of a call."""

    page: int = 0
    strange: int = 0
    in_call: int = 0


class Opening:
    """Greets, and asks for a language with keys alone: nobody knows yet what would be heard."""

    def __init__(self, switchboard: Switchboard, talk: Talk, manner: Manner) -> None:
        """``talk`` goes on once a language is chosen."""
        self._switchboard = switchboard
        self._talk = talk
        self._speech: Speech = talk.speech
        self._manner = manner
        self._addresses = talk.speech.addresses

    async def ring(self, line: Line, call: Call, fields: Fields) -> str:
        """A call came in."""
        del fields
        languages = await self._languages(call)
        if not languages:
            return await self._talk.give_up(line, "no_voice")
        if len(languages) == 1:
            return await self._talk.begin(line, languages[0])
        await self._switchboard.moved(line.sid, Stage.LANGUAGE)
        return await self._read_out(call, languages, Reading())

    async def languages(self, line: Line, call: Call, fields: Fields) -> str:
        """Another language is wanted in the middle of a call."""
        del fields
        languages = await self._languages(call)
        if len(languages) <= 1:
            return await self._talk.repeat(line)
        return await self._read_out(call, languages, Reading(in_call=1))

    async def language(self, line: Line, call: Call, fields: Fields) -> str:
        """A key was pressed, or none, after a page was read out. ``t`` is the turn that keys 0
        and 9 are, and a language in the middle of a call."""
        key, turn = keys(fields), max(1, state(fields, "t"))
        reading = Reading(state(fields, "n"), state(fields, "w"), state(fields, "a"))
        if key in FIXED:
            return await self._talk.hear(line, turn, Heard(choice=FIXED[key]))
        if _was_chosen(call, reading, turn):
            # The languages stand in another order since then: a key would mean another one.
            return await self._talk.answered(line, turn if reading.in_call else 0)
        languages = await self._languages(call)
        chosen = _chosen(languages, reading.page % _pages(languages), key)
        if chosen and reading.in_call:
            return await self._talk.hear(line, turn, Heard(choice=f"lang:{chosen}"))
        if chosen:
            return await self._talk.begin(line, chosen)
        if key and key != AGAIN:
            return await self._wrong(line, call, languages, reading)
        return await self._next(line, call, languages, reading, again=bool(key))

    async def _wrong(
        self, line: Line, call: Call, languages: tuple[str, ...], reading: Reading
    ) -> str:
        reading = replace(reading, strange=reading.strange + 1)
        if reading.strange >= MOST_MISSES:
            return await self._talk.give_up(line, "noise")
        return await self._read_out(call, languages, reading)

    async def _next(
        self,
        line: Line,
        call: Call,
        languages: tuple[str, ...],
        reading: Reading,
        *,
        again: bool,
    ) -> str:
        reading = reading if again else replace(reading, page=reading.page + 1)
        if reading.page >= _pages(languages) * ROUNDS:
            return await self._talk.give_up(line, "silence")
        return await self._read_out(call, languages, reading)

    async def _read_out(self, call: Call, languages: tuple[str, ...], reading: Reading) -> str:
        pages = _pages(languages)
        page = reading.page % pages
        said = [] if page or reading.in_call else self._first(call, languages)
        for key, code in enumerate(_on_page(languages, page), 1):
            said += [
                self._speech.phrase("language", code),
                self._speech.phrase(f"press.{key}", code),
            ]
        listening = documents.Listening(
            seconds=self._manner.listen_seconds if page == pages - 1 else NEXT_PAGE_SECONDS,
            pause=self._manner.pause_seconds,
        )
        action = self._addresses.of(
            "language",
            t=call.turn + 1,
            n=reading.page,
            w=reading.strange,
            a=reading.in_call,
        )
        return documents.listen(await self._speech.utter(said), action, listening)

    def _first(self, call: Call, languages: tuple[str, ...]) -> list[Piece]:
        """What is said before the languages; to who was here before, in their language first."""
        own = [code for code in languages[:1] if code == call.language]
        welcome = [self._speech.phrase("welcome_back", code) for code in own if call.known]
        codes = [code for code in self._manner.opening if code in languages and code not in own]
        return [*welcome, *(self._speech.phrase("opening", code) for code in (*own, *codes))]

    async def _languages(self, call: Call) -> tuple[str, ...]:
        """The languages that can be said, that of the caller first."""
        found = await self._speech.sayable(self._manner.order)
        return tuple(sorted(found, key=lambda code: code != call.language))


def _was_chosen(call: Call, reading: Reading, turn: int) -> bool:
    """Whether this webhook came before, and a language was chosen then."""
    if reading.in_call:
        return call.turn >= turn
    return call.stage not in (Stage.RINGING, Stage.LANGUAGE)


def _pages(languages: tuple[str, ...]) -> int:
    return max(1, -(-len(languages) // PAGE))


def _on_page(languages: tuple[str, ...], page: int) -> tuple[str, ...]:
    return languages[page * PAGE : (page + 1) * PAGE]


def _chosen(languages: tuple[str, ...], page: int, key: str) -> str | None:
    place = int(key) if key.isdecimal() and len(key) == 1 else 0
    here = _on_page(languages, page)
    return here[place - 1] if 0 < place <= len(here) else None
