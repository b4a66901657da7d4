"""Doing what documents say, verb by verb."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from bot.bench.twilio.double.phone.dialling import dial
from bot.bench.twilio.double.phone.document import UnreadableError, Verb, whole
from bot.bench.twilio.double.phone.gathering import gather
from bot.bench.twilio.double.phone.leg import Leg, Played
from bot.bench.twilio.double.phone.queues import Queue, enqueue, talk
from bot.bench.twilio.double.phone.recording import record
from bot.bench.twilio.double.phone.reporting import fields_of
from bot.bench.twilio.double.phone.rooms import Room, meet
from bot.bench.twilio.double.phone.signals import Bridged, GoTo, HungUp, Leave, Over, Steered

if TYPE_CHECKING:
    from bot.bench.twilio.double.phone.exchange import Exchange

MOST_PAGES = 200
SOUND_SECONDS = 3
Do = Callable[["Running", Verb], Awaitable[None]]


class Running:
    """One call and the document that it is at."""

    def __init__(self, exchange: Exchange, leg: Leg) -> None:
        """``leg.first`` is where it begins."""
        self.exchange = exchange
        self.leg = leg
        self._pages = self._rests = 0

    async def whole(self) -> None:
        """A call from beginning to end, through whatever steers it elsewhere."""
        go = self.leg.first
        while go:
            try:
                await self.play_through(go)
                return
            except Steered as steered:
                go = steered.go
            except UnreadableError as trouble:
                go = self._fallback(go, trouble)

    async def answered(self) -> None:
        """A call of ours: it rings, and whoever takes it hears the document, then speaks with
        who called. Raises HungUp with the status where nobody takes it."""
        leg, exchange = self.leg, self.exchange
        for status in ("initiated", "ringing"):
            exchange.reporter.status(leg, status)
        phone = exchange.phones.get(leg.to)
        status = await phone.rung(leg) if phone else "failed"
        leg.check()
        if status:
            self._refused(status)
            raise HungUp(status)
        exchange.reporter.status(leg, "in-progress")
        try:
            await self._taken()
        finally:
            self._refused("no-answer")

    async def _taken(self) -> None:
        leg = self.leg
        try:
            await self.whole()
            if leg.joins:
                await meet(self, leg.joins)
        except Over:
            return
        if leg.partner:
            leg.partner.signal(Bridged())
            await talk(leg)

    def _refused(self, status: str) -> None:
        """Whoever called through a Dial is told that nobody came."""
        if caller := self.leg.partner:
            self.leg.partner = caller.partner = None
            caller.signal(Over(status))

    async def play_through(
        self, go: GoTo, fields: Callable[[], Mapping[str, str]] = lambda: {}
    ) -> None:
        """Documents from ``go`` on, to the end of one of them; ``fields`` come with each."""
        at: GoTo | None = go
        while at:
            at = await self._one(at, fields())

    async def do(self, verb: Verb) -> None:
        """One verb."""
        self.leg.check()
        await VERBS[verb.name](self, verb)

    def action(self, verb: Verb, fields: Mapping[str, str]) -> None:
        """Go to the action of ``verb``, where it has one."""
        if url := verb.get("action"):
            raise GoTo(url, fields, verb.get("method", "POST"))

    async def tell(self, verb: Verb, fields: Mapping[str, str]) -> None:
        """Ask the action of ``verb`` although the call is over: nobody hears what it says."""
        self.leg.status = "completed"
        if url := verb.get("action"):
            await self._fetch(GoTo(url, fields, verb.get("method", "POST")))

    def queue(self, name: str) -> Queue:
        """The queue of this name, new where there is none."""
        queues = self.exchange.queues
        if name not in queues:
            queues[name] = Queue(self.exchange.world.sids.new("QU"), name)
        return queues[name]

    def room(self, name: str) -> Room:
        """The room of this name, new where none is open."""
        return self.exchange.room(name)

    async def _one(self, go: GoTo, fields: Mapping[str, str]) -> GoTo | None:
        if len(self.leg.stages) != self._rests:
            self._pages, self._rests = 0, len(self.leg.stages)
        self._pages += 1
        if self._pages > MOST_PAGES:
            raise UnreadableError(12400, "documents without an end, and nobody is asked")
        go.fields = {**fields, **go.fields}
        verbs = await self._fetch(go)
        if self.leg.direction == "inbound":
            self.leg.status = "in-progress"
        self.leg.check()
        try:
            for verb in verbs:
                await self.do(verb)
        except GoTo as next_one:
            return next_one
        return None

    async def _fetch(self, go: GoTo) -> tuple[Verb, ...]:
        fields = fields_of(self.exchange.world, self.leg)
        verbs = await self.exchange.asker.document(self.leg.sid, go, fields)
        return tuple(whole(verb, go.url) for verb in verbs)

    def _fallback(self, failed: GoTo, trouble: UnreadableError) -> GoTo:
        url = self.exchange.fallback
        if not url or failed.url == url:
            raise trouble
        return GoTo(url, {"ErrorCode": str(trouble.code), "ErrorUrl": failed.url})


async def _say(running: Running, verb: Verb) -> None:
    running.leg.speak(verb.text, verb.get("language"), verb.get("voice"))


async def _play(running: Running, verb: Verb) -> None:
    mime, size = await running.exchange.asker.sound(verb.text)
    running.leg.heard.append(Played(verb.text, mime, size))
    running.leg.seconds += SOUND_SECONDS


async def _pause(running: Running, verb: Verb) -> None:
    running.leg.seconds += verb.number("length", 1)


async def _redirect(_running: Running, verb: Verb) -> None:
    raise GoTo(verb.text, method=verb.get("method", "POST"))


async def _hangup(_running: Running, _verb: Verb) -> None:
    raise HungUp("hangup")


async def _reject(_running: Running, _verb: Verb) -> None:
    raise HungUp("reject")


async def _leave(_running: Running, _verb: Verb) -> None:
    raise Leave


async def _connect(running: Running, verb: Verb) -> None:
    relay = verb.children[0]
    found = await running.exchange.relay(running.exchange, running.leg, relay)
    running.action(verb, found)


VERBS: Mapping[str, Do] = {
    "Connect": _connect,
    "Dial": dial,
    "Enqueue": enqueue,
    "Gather": gather,
    "Hangup": _hangup,
    "Leave": _leave,
    "Pause": _pause,
    "Play": _play,
    "Record": record,
    "Redirect": _redirect,
    "Reject": _reject,
    "Say": _say,
}
