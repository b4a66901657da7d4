"""Voicemail, and the end of a call."""

from __future__ import annotations

from bot.telephony import Call, Stage, Switchboard
from handlers.twilio.fields import Fields
from handlers.voice import documents
from handlers.voice.manner import ENGLISH
from handlers.voice.reading import Line, lost, recorded, state
from handlers.voice.saying import Speech
from handlers.voice.talking import Talk

MOST_TRIES = 2


class Leaving:
    """What is said last."""

    def __init__(self, switchboard: Switchboard, talk: Talk) -> None:
        """``talk`` makes the document that records."""
        self._switchboard = switchboard
        self._talk = talk
        self._speech: Speech = talk.speech

    async def voicemail(self, line: Line, call: Call, fields: Fields) -> str:
        """Ask for a message."""
        del fields
        await self._switchboard.moved(line.sid, Stage.VOICEMAIL)
        return await self._ask(call, 0, self._talk.voicemail_key())

    async def left(self, line: Line, call: Call, fields: Fields) -> str:
        """A message was left; or none was, the ``e``-th time."""
        tries = state(fields, "e") + 1
        found = recorded(fields)
        if found is not None:
            await self._switchboard.recorded(line.sid, found.ref, found.seconds)
            return await self._bye(call, "recorded")
        if tries < MOST_TRIES:
            return await self._ask(call, tries, "silence", self._talk.voicemail_key())
        return await self._bye(call, "not_recorded")

    async def goodbye(self, line: Line, call: Call, fields: Fields) -> str:
        """The end."""
        del line, fields
        return await self._bye(call)

    async def recording(self, line: Line, fields: Fields) -> None:
        """What became of the recording of a message: it can be fetched, or it is lost."""
        code, found = lost(fields), recorded(fields)
        if await self._switchboard.find(line.sid) is None:
            await self._switchboard.ring(line.sid, line.number)
        if code is not None:
            await self._switchboard.lost_recording(line.sid, code)
        elif found is not None:
            await self._switchboard.recorded(line.sid, found.ref, found.seconds)

    async def _ask(self, call: Call, tries: int, *keys: str) -> str:
        said = [self._speech.phrase(key, call.language or ENGLISH) for key in keys]
        return self._talk.voicemail(await self._speech.utter(said), tries)

    async def _bye(self, call: Call, *before: str) -> str:
        language = call.language or ENGLISH
        said = [self._speech.phrase(key, language) for key in (*before, "goodbye")]
        return documents.goodbye(await self._speech.utter(said))
