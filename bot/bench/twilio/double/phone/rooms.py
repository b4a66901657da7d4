"""Conferences: rooms in which several calls speak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.bench.twilio.double.hooks import Hook
from bot.bench.twilio.double.phone.leg import Doing, Leg
from bot.bench.twilio.double.phone.signals import GoTo, Over

if TYPE_CHECKING:
    from bot.bench.twilio.double.phone.document import Verb
    from bot.bench.twilio.double.phone.running import Running


@dataclass(slots=True)
class Room:
    """``inside`` are the calls by SID, with whether the room ends when they go."""

    sid: str
    name: str
    account: str
    started: bool = False
    over: bool = False
    inside: dict[str, bool] = field(default_factory=dict)
    was_inside: list[str] = field(default_factory=list)
    muted: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)
    sequence: int = 0

    def to_json(self) -> Mapping[str, Any]:
        """Twilio's Conference."""
        status = "completed" if self.over else ("in-progress" if self.started else "init")
        return {
            "sid": self.sid,
            "account_sid": self.account,
            "friendly_name": self.name,
            "status": status,
        }

    def participant(self, sid: str) -> Mapping[str, Any]:
        """Twilio's Participant."""
        return {
            "call_sid": sid,
            "conference_sid": self.sid,
            "account_sid": self.account,
            "muted": sid in self.muted,
            "hold": sid in self.held,
            "end_conference_on_exit": self.inside.get(sid, False),
            "status": "connected" if sid in self.inside else "queued",
        }

    def close(self, legs: Mapping[str, Leg]) -> None:
        """Everybody is out."""
        self.over = True
        for sid in self.inside:
            legs[sid].signal(Over())


async def meet(running: Running, verb: Verb) -> str:
    """Be in a room until it is over or the call goes elsewhere; DialCallStatus."""
    leg, exchange = running.leg, running.exchange
    room = running.room(verb.text)
    room.inside[leg.sid] = verb.flag("endConferenceOnExit")
    room.was_inside.append(leg.sid)
    starts = verb.flag("startConferenceOnEnter", default=True)
    room.started = room.started or (starts and len(room.inside) > 1)
    _tell(running, verb, room, "participant-join")
    try:
        if not room.started and verb.get("waitUrl"):
            await running.play_through(GoTo(verb.get("waitUrl")))
        while True:
            await leg.rest(Doing.TALKING)
    except Over:
        return "answered"
    finally:
        ends = room.inside.pop(leg.sid)
        _tell(running, verb, room, "participant-leave")
        if ends or not room.inside:
            room.close(exchange.legs)
            _tell(running, verb, room, "conference-end")


def _tell(running: Running, verb: Verb, room: Room, event: str) -> None:
    wanted = verb.get("statusCallbackEvent").split()
    if not verb.get("statusCallback") or event.rpartition("-")[2] not in wanted:
        return
    room.sequence += 1
    fields = {
        "AccountSid": room.account,
        "CallSid": running.leg.sid,
        "ConferenceSid": room.sid,
        "FriendlyName": room.name,
        "SequenceNumber": str(room.sequence),
        "StatusCallbackEvent": event,
    }
    hook = Hook.of(verb.get("statusCallback"))
    running.exchange.reporter.tell("room", hook, fields, room.sid)
