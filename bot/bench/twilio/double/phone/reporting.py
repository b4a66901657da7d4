"""What Twilio tells of calls on their way, and of recordings and rooms, beside the documents."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from bot.bench.twilio.double.hooks import Hook
from bot.bench.twilio.double.messages import VERSION
from bot.bench.twilio.double.phone.leg import Leg
from bot.bench.twilio.double.world import World

EVENTS = {"initiated": "initiated", "ringing": "ringing", "in-progress": "answered"}
"""Statuses with the events that they are asked for by; all others are "completed"."""

PLACES = tuple(
    f"{end}{part}"
    for end in ("From", "To", "Caller", "Called")
    for part in ("City", "State", "Zip")
)


def fields_of(world: World, leg: Leg) -> dict[str, str]:
    """What comes with every request about a call."""
    fields = {
        "AccountSid": world.account.sid,
        "ApiVersion": VERSION,
        "CallSid": leg.sid,
        "CallStatus": leg.status,
        "Called": leg.to,
        "Caller": leg.sender,
        "Direction": leg.direction,
        "From": leg.sender,
        "To": leg.to,
        **dict.fromkeys(PLACES, ""),
        "FromCountry": "XK",
        "ToCountry": "XK",
    }
    if leg.parent:
        fields["ParentCallSid"] = leg.parent.sid
    if leg.answered_by and leg.detects:
        fields["AnsweredBy"] = leg.answered_by
    return fields


@dataclass(slots=True)
class Reporter:
    """Posts to status callbacks as ``world.reporting`` wants it: twice, or in any order.

    Where they are shuffled, those of one call are all posted when it is over. ``lost``: the
    states of which nothing is told.
    """

    world: World
    lost: set[str] = field(default_factory=set)

    def status(self, leg: Leg, status: str) -> None:
        """The call has another status, and its address is told where it wants that."""
        leg.status = status
        event = EVENTS.get(status, "completed")
        if not leg.reports_to or event not in leg.report_on or status in self.lost:
            return
        leg.held_back.append(self._fields(leg))
        leg.sequence += 1
        reporting = self.world.reporting
        if reporting.hold or (reporting.shuffle and event != "completed"):
            return
        self.release(leg)

    def release(self, leg: Leg) -> None:
        """Post what was held back of a call."""
        posts, leg.held_back = leg.held_back, []
        if self.world.reporting.shuffle:
            random.Random(leg.sid).shuffle(posts)  # noqa: S311 - repeatable, nothing secret
        for fields in posts:
            if leg.reports_to:
                self.tell("call", leg.reports_to, fields, leg.sid)

    def tell(self, kind: str, hook: Hook, fields: dict[str, str], about: str) -> None:
        """Post a form; ``about`` is whose order it keeps."""
        self.world.post(about, kind, hook, fields, about, self.world.reporting.repeat)

    def _fields(self, leg: Leg) -> dict[str, str]:
        fields = fields_of(self.world, leg) | {
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(leg.sequence),
            "Timestamp": f"{self.world.now():%a, %d %b %Y %H:%M:%S} +0000",
        }
        if EVENTS.get(leg.status) is None:
            seconds = str(round(leg.seconds))
            fields |= {"CallDuration": seconds, "Duration": str(max(1, round(leg.seconds / 60)))}
        return fields
