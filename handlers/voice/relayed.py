"""After a live conversation: handed over, or broken off; the same call goes on in any case."""

from __future__ import annotations

from dataclasses import replace

import structlog

from bot.telephony import Call, Next, Switchboard
from handlers.twilio.fields import Fields
from handlers.voice.frames import handoff
from handlers.voice.reading import Line
from handlers.voice.talking import WITHIN_SECONDS, Talk

ROOM = 10
"""Numbers of turns that are left free: what was said before a socket broke off may still be on
its way to be kept, and the next answer must not be taken for it."""

log = structlog.get_logger()


class Relayed:
    """Goes on with documents."""

    def __init__(self, switchboard: Switchboard, talk: Talk) -> None:
        """``talk`` makes the documents."""
        self._switchboard = switchboard
        self._talk = talk

    async def relayed(self, line: Line, call: Call, fields: Fields) -> str:
        """A conversation is over."""
        here = replace(line, live=False)
        given = handoff(fields.said.get("HandoffData", ""))
        if given is None:
            return await self._broken_off(here)
        if given.reason:
            return await self._talk.give_up(here, given.reason)
        turn = min(given.turn, call.turn)
        reply = await self._switchboard.answer(line.sid, turn, WITHIN_SECONDS)
        return await self._talk.present(here, reply)

    async def _broken_off(self, line: Line) -> str:
        """What was said last is said again, and what waits is asked with keys and <Gather>."""
        log.warning("relay_broken_off")
        last = await self._switchboard.again(line.sid)
        if last.next in (Next.LISTEN, Next.RECORD):
            last = replace(last, turn=last.turn + ROOM)
        return await self._talk.present(replace(line, drops=line.drops + 1), last)
