"""Turns of a call: what was heard goes to the switchboard, its reply becomes a document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.telephony import Call, Heard, Next, Reply, Stage, Switchboard
from handlers.twilio.fields import Fields
from handlers.voice import documents
from handlers.voice.manner import Manner
from handlers.voice.menus import LANGUAGES, PEOPLE, Key, page_of, pressed, read_out
from handlers.voice.questions import question, words
from handlers.voice.reading import Line, keys, recorded, speech, state
from handlers.voice.relaying import Relaying
from handlers.voice.saying import Piece, Speech, Uttered

WITHIN_SECONDS = 0.9
"""How long an answer is waited for before the caller hears that we are still there."""

MOST_FILLERS = 8
MOST_MISSES = 3
NEXT_PAGE_SECONDS = 3
"""The pause before the next choices are read out."""

QUIET_SECONDS = 1
SPOKEN_FILLERS = 3
"""Every so many fillers one is spoken; the others are a pause."""

FAREWELLS = frozenset({"talk.goodbye", "voice.goodbye"})


@dataclass(frozen=True, slots=True)
class Misses:
    """How often in a row nothing was heard, and how often nothing that made sense."""

    silent: int = 0
    strange: int = 0


class Talk:
    """One turn after the other."""

    def __init__(
        self,
        switchboard: Switchboard,
        speech: Speech,
        manner: Manner,
        is_open: Callable[[], bool],
    ) -> None:
        """``is_open``: people are at work now."""
        self._switchboard = switchboard
        self.speech = speech
        self._manner = manner
        self._addresses = speech.addresses
        self._is_open = is_open
        self.relaying = Relaying(manner.tongues, speech.addresses)

    async def turn(self, line: Line, call: Call, fields: Fields) -> str:
        """The answer to what was heard as turn ``t``, or to silence."""
        turn = state(fields, "t")
        if call.turn >= turn > 0:
            return await self.answered(line, turn)
        said = _said(fields)
        if turn and isinstance(said, Heard):
            return await self.hear(line, turn, said)
        last = await self._switchboard.again(line.sid)
        if not turn:
            return await self.present(line, last)
        return await self._without_words(line, fields, last, said)

    async def _without_words(
        self, line: Line, fields: Fields, last: Reply, said: Heard | Key | None
    ) -> str:
        """The answer to a key, to noise or to silence after ``last``."""
        turn, page, key = state(fields, "t"), state(fields, "p"), keys(fields)
        misses = Misses(state(fields, "s"), state(fields, "n"))
        heard = pressed(last, page_of(read_out(last), page), key) if key else said
        if isinstance(heard, Heard):
            return await self._obey(line, turn, heard)
        if heard is Key.AGAIN:
            return await self.present(line, last)
        if heard is Key.NONE:
            return await self._strange(line, last, page, misses)
        return await self._silent(line, last, page, misses)

    async def answer(self, line: Line, call: Call, fields: Fields) -> str:
        """After a filler: the answer to turn ``t``, or another filler."""
        del call
        turn, waits = state(fields, "t"), state(fields, "w")
        reply = await self._switchboard.answer(line.sid, turn, WITHIN_SECONDS)
        if reply.next is Next.WAIT and waits >= MOST_FILLERS:
            return await self.give_up(line, "slow")
        return await self.present(line, reply, waits=waits)

    async def recorded(self, line: Line, call: Call, fields: Fields) -> str:
        """A recorded answer to turn ``t``, or a key that ended the recording."""
        turn = state(fields, "t")
        if call.turn >= turn:
            return await self.answered(line, turn)
        last = await self._switchboard.again(line.sid)
        page = page_of(read_out(last), 0)
        found = recorded(fields)
        key = keys(fields)
        meant = pressed(last, page, key) if key and key != documents.HASH else None
        if isinstance(meant, Heard):
            return await self._obey(line, turn, meant)
        if meant is Key.AGAIN:
            return await self.present(line, last)
        if found is None:
            misses = Misses(state(fields, "s"))
            return await self._silent(line, last, 0, misses)
        heard = Heard(recording=found.ref, seconds=found.seconds)
        return await self.hear(line, turn, heard)

    async def begin(self, line: Line, language: str) -> str:
        """The language was chosen."""
        return await self.present(
            line, await self._switchboard.begin(line.sid, language, WITHIN_SECONDS)
        )

    async def hear(self, line: Line, turn: int, heard: Heard) -> str:
        """The answer to what was heard."""
        return await self.present(
            line, await self._switchboard.hear(line.sid, turn, heard, WITHIN_SECONDS)
        )

    async def repeat(self, line: Line) -> str:
        """What was said last."""
        return await self.present(line, await self._switchboard.again(line.sid))

    async def _obey(self, line: Line, turn: int, heard: Heard) -> str:
        """The answer to a key or to words; another language is no turn of its own."""
        if heard.choice == LANGUAGES:
            return documents.go_on(Uttered(), self._addresses.of("languages"))
        return await self.hear(line, turn, heard)

    async def answered(self, line: Line, turn: int) -> str:
        """The answer to a turn that was heard before: the same as the first time, while the call
        has not gone on."""
        return await self.present(
            line, await self._switchboard.answer(line.sid, turn, WITHIN_SECONDS)
        )

    async def give_up(self, line: Line, reason: str) -> str:
        """A person must go on."""
        reply = await self._switchboard.give_up(line.sid, reason)
        before = ("sorry",) if reason in ("error", "no_voice", "slow") else ()
        return await self.present(line, reply, before=before, forgiving=True)

    async def present(
        self,
        line: Line,
        reply: Reply,
        *,
        before: Sequence[str] = (),
        page: int = 0,
        misses: Misses = Misses(),
        waits: int = 0,
        forgiving: bool = False,
    ) -> str:
        """The document that says ``reply`` and does what is next. ``before`` are keys of phrases.
        ``forgiving``: what nobody can say is left out, since the call has been given up."""
        fresh = not before and not page and misses == Misses()
        if fresh and self.relaying.takes(line, reply):
            return self.relaying.connect(line, reply)
        first = [self.speech.phrase(key, reply.language) for key in before]
        uttered = await self.speech.utter([*first, *self._pieces(reply, page, misses, waits)])
        if uttered.missing and not forgiving:
            return await self.give_up(line, "no_voice")
        return await self._document(line, reply, uttered, page, misses, waits)

    def _pieces(self, reply: Reply, page: int, misses: Misses, waits: int) -> list[Piece]:
        phrase, language = self.speech.phrase, reply.language
        match reply.next:
            case Next.LISTEN | Next.RECORD:
                again = bool(misses.silent or misses.strange)
                hears = self.speech.hears(language)
                return question(reply, page, phrase, hears=hears, again=again)
            case Next.WAIT:
                return [] if waits % SPOKEN_FILLERS else [phrase("moment", language)]
            case Next.QUEUE:
                return [*words(reply), phrase("connecting", language)]
            case Next.VOICEMAIL:
                return [*words(reply), phrase(self.voicemail_key(), language)]
            case Next.GOODBYE:
                said = {line.key for line in reply.lines}
                return words(reply) + ([] if said & FAREWELLS else [phrase("goodbye", language)])

    async def _document(
        self, line: Line, reply: Reply, uttered: Uttered, page: int, misses: Misses, waits: int
    ) -> str:
        match reply.next:
            case Next.LISTEN:
                return self._listen(line, reply, uttered, page, misses)
            case Next.RECORD:
                return self._record(line, reply, uttered, misses)
            case Next.WAIT:
                url = self._addresses.of("answer", t=reply.turn, w=waits + 1, f=line.drops)
                return documents.go_on(uttered, url, 0 if uttered.parts else QUIET_SECONDS)
            case Next.QUEUE:
                return await self.queue(line, uttered)
            case Next.VOICEMAIL:
                await self._switchboard.moved(line.sid, Stage.VOICEMAIL)
                return self.voicemail(uttered)
            case Next.GOODBYE:
                return documents.goodbye(uttered)

    def _listen(
        self, line: Line, reply: Reply, uttered: Uttered, page: int, misses: Misses
    ) -> str:
        choices = read_out(reply)
        here = page_of(choices, page)
        listening = documents.Listening(
            seconds=NEXT_PAGE_SECONDS if here.more else self._manner.listen_seconds,
            pause=self._manner.pause_seconds,
            tongue=self.speech.tongue(reply.language),
            hints=tuple(choice.label for choice in choices),
            many=reply.accepts == PEOPLE,
        )
        state = {"t": reply.turn + 1, "p": here.number, "s": misses.silent, "n": misses.strange}
        action = self._addresses.of("turn", **state, f=line.drops)
        return documents.listen(uttered, action, listening)

    def _record(self, line: Line, reply: Reply, uttered: Uttered, misses: Misses) -> str:
        action = self._addresses.of("recorded", t=reply.turn + 1, s=misses.silent, f=line.drops)
        return documents.record(
            uttered,
            action,
            then=action,
            most=self._manner.record_seconds,
            silence=self._manner.listen_seconds,
            keys=documents.ANY_KEY,
        )

    async def queue(self, line: Line, uttered: Uttered) -> str:
        """Say it, and into a queue of the caller's own: its name is the call's id."""
        call = await self._switchboard.find(line.sid)
        if call is None:
            msg = "a call that waits is not known"
            raise LookupError(msg)
        await self._switchboard.moved(line.sid, Stage.QUEUED)
        return documents.enqueue(
            uttered, call.id, self._addresses.of("queued"), self._addresses.of("wait")
        )

    def voicemail_key(self) -> str:
        """The phrase that asks for a voicemail now."""
        return "voicemail" if self._is_open() else "voicemail_closed"

    def voicemail(self, uttered: Uttered, tries: int = 0) -> str:
        """Say it and record; ``tries`` is how often nothing was recorded before."""
        left = self._addresses.of("left", e=tries)
        return documents.record(
            uttered,
            left,
            then=left,
            most=self._manner.record_seconds,
            silence=self._manner.listen_seconds,
            report=self._addresses.of("recording"),
        )

    async def _silent(self, line: Line, last: Reply, page: int, misses: Misses) -> str:
        """The next choices; after the last of them all once more, and in the end a person."""
        here = page_of(read_out(last), page)
        if last.next is Next.LISTEN and here.more:
            return await self.present(line, last, page=here.number + 1, misses=misses)
        misses = replace(misses, silent=misses.silent + 1)
        if misses.silent >= MOST_MISSES:
            return await self.give_up(line, "silence")
        return await self.present(line, last, before=("silence",), misses=misses)

    async def _strange(self, line: Line, last: Reply, page: int, misses: Misses) -> str:
        """The same choices once more, and in the end a person."""
        misses = replace(misses, strange=misses.strange + 1)
        if misses.strange >= MOST_MISSES:
            return await self.give_up(line, "noise")
        # Who is listened to by keys alone did not say anything.
        before = ("noise",) if self.speech.hears(last.language) else ()
        return await self.present(line, last, before=before, page=page, misses=misses)


def _said(fields: Fields) -> Heard | Key | None:
    """What was said; a key that was pressed counts for more. None for silence, and for a key."""
    said = None if keys(fields) else speech(fields)
    if said is None:
        return None
    text, sure = said
    return Heard(text=text, confidence=sure) if text else Key.NONE
