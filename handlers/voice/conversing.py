"""One live conversation: the same turns, limits and keys as in calls that go by documents."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from bot.telephony import Heard, Next, Reply, Switchboard
from handlers.voice import frames
from handlers.voice.documents import HASH, ONE_KEY_SECONDS
from handlers.voice.ears import Came, Ears, Event
from handlers.voice.frames import Digit, Handoff, Prompt
from handlers.voice.manner import Manner
from handlers.voice.menus import PEOPLE, Key, page_of, pressed, read_out
from handlers.voice.questions import question
from handlers.voice.relaying import Relaying
from handlers.voice.saying import SENTENCE, Piece, Said, Speech
from handlers.voice.talking import MOST_MISSES, NEXT_PAGE_SECONDS, WITHIN_SECONDS, Misses

MOST_WAITS = 16
"""How often an answer is waited for: as long as by documents, which pause between the fillers."""

SPOKEN_WAITS = 6
LETTERS_A_SECOND = 12
"""How fast words are said, about: silence begins when they are over, and nobody says when."""

Send = Callable[[str], Awaitable[None]]


class Conversation:
    """Speaks and listens until a document has to go on."""

    def __init__(
        self,
        sid: str,
        switchboard: Switchboard,
        speech: Speech,
        relaying: Relaying,
        manner: Manner,
        ears: Ears,
        send: Send,
    ) -> None:
        """``send`` takes one message to Twilio; one that cannot be sent is dropped."""
        self._sid = sid
        self._switchboard = switchboard
        self._speech = speech
        self._relaying = relaying
        self._manner = manner
        self._ears = ears
        self._send = send
        self._language: str | None = None
        self._page = 0
        self._misses = Misses()
        self._typed = ""
        self._letters = 0

    async def hold(self) -> Handoff | None:
        """How the call goes on; None where the socket is gone."""
        last = await self._switchboard.again(self._sid)
        self._language = last.language
        ended = await self._answer(last)
        while ended is None:
            event = await self._ears.next(self._patience())
            if event is Came.GONE:
                return None
            ended = await self._on(event)
        await self._keep_rest()
        return ended

    async def _on(self, event: Event) -> Handoff | None:
        match event:
            case Prompt(text=""):
                return await self._strange()
            case Prompt():
                return await self._hear(Heard(text=event.text))
            case Digit():
                return await self._key(event.key)
            case _:
                return await (self._meant() if self._typed else self._silent())

    async def _key(self, key: str) -> Handoff | None:
        """A key; a number of people is typed up to #, or a pause."""
        if self._last.accepts == PEOPLE and key.isdecimal():
            self._typed += key
            return None
        if not self._typed or key != HASH:
            self._typed = key
        return await self._meant()

    async def _meant(self) -> Handoff | None:
        typed, self._typed = self._typed, ""
        meant = pressed(self._last, page_of(read_out(self._last), self._page), typed)
        if isinstance(meant, Heard):
            return await self._hear(meant)
        if meant is Key.NONE:
            return await self._strange()
        self._page, self._misses = 0, Misses()
        await self._ask()
        return None

    async def _hear(self, heard: Heard) -> Handoff | None:
        self._typed = ""
        self._turn += 1
        return await self._answer(
            await self._switchboard.hear(self._sid, self._turn, heard, WITHIN_SECONDS)
        )

    async def _answer(self, reply: Reply) -> Handoff | None:
        """Say the answer, once there is one, if a conversation can."""
        self._turn = reply.turn
        reply = await self._waited(reply)
        if reply.next is Next.WAIT:
            return None if self._ears.gone else Handoff(Next.QUEUE, reason="slow")
        if reply.next is not Next.LISTEN or not self._relaying.speaks(reply):
            then = frames.GATHER if reply.next in (Next.LISTEN, Next.RECORD) else reply.next
            return Handoff(then, reply.turn)
        self._last, self._page, self._misses = reply, 0, Misses()
        await self._ask()
        return None

    async def _waited(self, reply: Reply) -> Reply:
        """The answer; a few words now and then while there is none."""
        waits = 0
        while reply.next is Next.WAIT and waits < MOST_WAITS and not self._ears.gone:
            if waits % SPOKEN_WAITS == 0 and self._relaying.speaks(reply):
                await self._say(reply.language, [self._speech.phrase("moment", reply.language)])
            reply = await self._switchboard.answer(self._sid, reply.turn, WITHIN_SECONDS)
            waits += 1
        return reply

    async def _ask(self, *before: str) -> None:
        """The last answer and its choices; ``before`` are keys of phrases."""
        reply, phrase = self._last, self._speech.phrase
        first = [phrase(key, reply.language) for key in before]
        again = self._misses != Misses()
        pieces = question(reply, self._page, phrase, hears=True, again=again)
        await self._say(reply.language, [*first, *pieces])

    async def _silent(self) -> Handoff | None:
        """The next choices; after the last of them all once more, and in the end a person."""
        here = page_of(read_out(self._last), self._page)
        if here.more:
            self._page = here.number + 1
            await self._ask()
            return None
        self._page = 0
        self._misses = replace(self._misses, silent=self._misses.silent + 1)
        if self._misses.silent >= MOST_MISSES:
            return Handoff(Next.QUEUE, reason="silence")
        await self._ask("silence")
        return None

    async def _strange(self) -> Handoff | None:
        """The same choices once more, and in the end a person."""
        self._misses = replace(self._misses, strange=self._misses.strange + 1)
        if self._misses.strange >= MOST_MISSES:
            return Handoff(Next.QUEUE, reason="noise")
        await self._ask("noise")
        return None

    async def _keep_rest(self) -> None:
        """What was said while the conversation came to its end is kept, for people to read."""
        for prompt in self._ears.rest():
            if prompt.text:
                self._turn += 1
                await self._switchboard.hear(self._sid, self._turn, Heard(text=prompt.text), 0)

    async def _say(self, language: str, pieces: Sequence[Piece]) -> None:
        """Sentence by sentence, until the caller does something."""
        self._ears.speak()
        self._letters = 0
        voice, recogniser = self._relaying.tags(language)
        if language != self._language:
            self._language = language
            await self._send(frames.language(voice, recogniser))
        sentences = _sentences((await self._speech.utter(pieces)).parts)
        for place, (sentence, locale) in enumerate(sentences, 1):
            if self._ears.cut:
                return
            lang = None if locale == voice else locale
            self._letters += len(sentence)
            last = place == len(sentences)
            await self._send(frames.text(f"{sentence} ", last=last, lang=lang))

    def _patience(self) -> float:
        """How many seconds of silence count as such, from now on."""
        if self._typed:
            return ONE_KEY_SECONDS
        here = page_of(read_out(self._last), self._page)
        silence = NEXT_PAGE_SECONDS if here.more else self._manner.listen_seconds
        return silence + self._letters / LETTERS_A_SECOND


def _sentences(parts: Sequence[object]) -> list[tuple[str, str | None]]:
    said = (part for part in parts if isinstance(part, Said))
    return [(one, part.locale) for part in said for one in SENTENCE.split(part.text) if one]
