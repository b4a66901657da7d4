"""Queues: who waits, in which order, and who takes them out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.bench.twilio.double.phone.leg import NOTHING, Doing, Leg
from bot.bench.twilio.double.phone.signals import (
    Bridged,
    GoTo,
    HungUp,
    Leave,
    Over,
    Signal,
    Steered,
    Taken,
)

if TYPE_CHECKING:
    from bot.bench.twilio.double.phone.document import Verb
    from bot.bench.twilio.double.phone.running import Running

ROUND_SECONDS = 10
MOST = 1000


@dataclass(slots=True)
class Queue:
    """One queue; ``since`` is each call's own clock when it came."""

    sid: str
    name: str
    waiting: list[Leg] = field(default_factory=list)
    since: dict[str, float] = field(default_factory=dict)
    takers: list[tuple[Leg, GoTo | None]] = field(default_factory=list)

    def join(self, leg: Leg) -> None:
        """It is the last one, and is taken at once where somebody waits for it."""
        self.waiting.append(leg)
        self.since[leg.sid] = leg.seconds
        self.match()

    def leave(self, leg: Leg) -> None:
        """It waits no longer."""
        if leg in self.waiting:
            self.waiting.remove(leg)

    def match(self) -> None:
        """Bring together who waits and who takes."""
        self.takers = [taker for taker in self.takers if not taker[0].gone]
        self.waiting = [leg for leg in self.waiting if not leg.gone]
        while self.waiting and self.takers:
            (taker, whisper), leg = self.takers.pop(0), self.waiting.pop(0)
            leg.signal(Taken(taker, whisper))

    def told(self, leg: Leg) -> dict[str, str]:
        """What the wait document is told."""
        place = self.waiting.index(leg) + 1 if leg in self.waiting else 1
        return {
            "QueueSid": self.sid,
            "QueuePosition": str(place),
            "QueueTime": str(round(leg.seconds - self.since[leg.sid])),
            "AvgQueueTime": "0",
            "CurrentQueueSize": str(len(self.waiting)),
            "MaxQueueSize": str(MOST),
        }


async def enqueue(running: Running, verb: Verb) -> None:
    """Wait until somebody takes the call, it leaves, or it ends; then its action is asked."""
    queue = running.queue(verb.text)
    if len(queue.waiting) >= verb.number("maxQueueSize", MOST):
        running.action(verb, {"QueueResult": "queue-full", "QueueTime": "0"})
        return
    leg = running.leg
    queue.join(leg)
    result = "system-error"
    try:
        try:
            await _wait(running, queue, verb)
        except Taken as taken:
            result = "bridged"
            await _speak(running, taken)
        except Leave:
            result = "leave"
        except HungUp:
            result = "hangup"
            raise
        except Steered:
            result = "redirected"
            raise
        finally:
            queue.leave(leg)
    except HungUp:
        await running.tell(verb, _result(queue, leg, result))
        raise
    running.action(verb, _result(queue, leg, result))


def _result(queue: Queue, leg: Leg, result: str) -> dict[str, str]:
    waited = str(round(leg.seconds - queue.since[leg.sid]))
    return {"QueueResult": result, "QueueSid": queue.sid, "QueueTime": waited}


async def _wait(running: Running, queue: Queue, verb: Verb) -> None:
    while True:
        if url := verb.get("waitUrl"):
            method = verb.get("waitUrlMethod", "POST")
            go = GoTo(url, queue.told(running.leg), method)
            await running.play_through(go, lambda: queue.told(running.leg))
        running.leg.seconds += ROUND_SECONDS
        await running.leg.rest(Doing.QUEUED)


async def _speak(running: Running, taken: Taken) -> None:
    """Hear the whisper, then speak with whoever took this call until one of them goes."""
    leg = running.leg
    if taken.by.gone:
        return
    leg.link(taken.by)
    try:
        if taken.whisper:
            await running.play_through(taken.whisper)
    except Over:
        return
    except Signal:
        leg.unlink()
        raise
    taken.by.signal(Bridged())
    await talk(leg)


async def talk(leg: Leg, *, star: bool = False) -> str:
    """Speak until one of the two goes; with ``star`` the key * ends it too. DialCallStatus."""
    act = NOTHING
    try:
        while not (star and "*" in act.keys):
            act = await leg.rest(Doing.TALKING)
    except Over as over:
        return over.status
    finally:
        leg.unlink()
    return "completed"


async def take(running: Running, queue: Queue, verb: Verb, *, star: bool) -> str:
    """Take the first of the queue, or wait for one, and speak; DialCallStatus."""
    leg = running.leg
    url = verb.get("url")
    whisper = GoTo(url, {"DequeueingCallSid": leg.sid}) if url else None
    queue.takers.append((leg, whisper))
    queue.match()
    try:
        await leg.rest(Doing.RINGING)
    except Bridged:
        return await talk(leg, star=star)
    except Over:
        return "no-answer"
    except Signal:
        leg.unlink()
        raise
    finally:
        queue.takers = [taker for taker in queue.takers if taker[0] is not leg]
    return "no-answer"
