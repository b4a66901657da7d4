"""Waiting for a person on the line: one's place, an honest wait, and a call instead."""

from __future__ import annotations

from bot.telephony import DANGER, Call, Heard, Place, Stage, Switchboard
from handlers.twilio.fields import Fields
from handlers.voice import documents
from handlers.voice.manner import ENGLISH, Manner
from handlers.voice.questions import words
from handlers.voice.reading import Line, keys, state
from handlers.voice.saying import Piece, Speech
from handlers.voice.talking import WITHIN_SECONDS, Talk

CALL_ME = "1"
IN_DANGER = "9"
PAUSE_SECONDS = 20
"""The silence between two announcements."""

TOLD_EVERY = 3
"""Every so many rounds the place is told again; before that there is only music or silence."""

LEFT = "leave"
OVER = frozenset(
    {"hangup", "bridged", "bridging-in-process", "redirected", "redirected-from-bridged"}
)


class Waiting:
    """The queue as its caller hears it."""

    def __init__(
        self,
        switchboard: Switchboard,
        talk: Talk,
        manner: Manner,
    ) -> None:
        """``talk`` goes on where nobody comes."""
        self._switchboard = switchboard
        self._talk = talk
        self._speech: Speech = talk.speech
        self._manner = manner
        self._addresses = talk.speech.addresses

    async def queue(self, line: Line, call: Call, fields: Fields) -> str:
        """Into the queue."""
        del fields
        language = call.language or ENGLISH
        uttered = await self._speech.utter([self._speech.phrase("connecting", language)])
        return await self._talk.queue(line, uttered)

    async def wait(self, line: Line, call: Call, fields: Fields) -> str:
        """What is heard while nobody has come: round ``n``."""
        round_, key = state(fields, "n"), keys(fields)
        if key == CALL_ME and call.number:
            await self._switchboard.call_back(line.sid)
            return documents.leave()
        if (fields.number("QueueTime") or 0) >= self._manner.queue_minutes * 60:
            # What is next is found in the stage: the queue's action is told nothing of it.
            await self._switchboard.moved(line.sid, Stage.VOICEMAIL)
            return documents.leave()
        if key == IN_DANGER:
            return await self._in_danger(line, state(fields, "t") or call.turn + 1, round_)
        place = await self._switchboard.place(line.sid)
        tell = key == "*" or round_ % TOLD_EVERY == 0
        uttered = await self._speech.utter(self._told(place, call) if tell else [])
        return documents.wait(
            uttered,
            self._addresses.of("wait", n=round_ + 1, t=call.turn + 1),
            seconds=PAUSE_SECONDS,
            music=self._manner.music,
            then=self._addresses.of("wait", n=round_ + 1),
        )

    async def queued(self, line: Line, call: Call, fields: Fields) -> str:
        """The waiting is over: somebody came and has gone, or it was too long, or a call is
        preferred. Whoever could not be queued at all leaves a voicemail."""
        result = fields.word("QueueResult")
        language = call.language or ENGLISH
        if result in OVER:
            return await self._bye(language)
        if result == LEFT and call.stage is not Stage.VOICEMAIL:
            return await self._bye(language, "callback_done")
        await self._switchboard.moved(line.sid, Stage.VOICEMAIL)
        asked = self._speech.phrase(self._talk.voicemail_key(), language)
        return self._talk.voicemail(await self._speech.utter([asked]))

    async def _in_danger(self, line: Line, turn: int, round_: int) -> str:
        reply = await self._switchboard.hear(line.sid, turn, Heard(choice=DANGER), WITHIN_SECONDS)
        uttered = await self._speech.utter(words(reply))
        return documents.go_on(uttered, self._addresses.of("wait", n=round_ + 1))

    async def _bye(self, language: str, *before: str) -> str:
        said = [self._speech.phrase(key, language) for key in (*before, "goodbye")]
        return documents.goodbye(await self._speech.utter(said))

    def _told(self, place: Place, call: Call) -> list[Piece]:
        phrase, language = self._speech.phrase, call.language or ENGLISH
        if place.taken:
            return [phrase("taken", language)]
        said = [
            phrase("next", language)
            if place.position <= 1
            else phrase("position", language, position=place.position)
        ]
        said.append(
            phrase("wait_unknown", language)
            if place.minutes is None
            else phrase("wait_minutes", language, minutes=place.minutes)
        )
        # Who hid the number cannot be called back.
        return [*said, phrase("callback_offer", language)] if call.number else said
