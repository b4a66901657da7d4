"""Doors through which messages do not come in or go out as they should."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from bot.messages import DoorReport
from bot.store.database import Unit

CLOSED = "closed"
DUTY, NOBODY = "duty", "nobody_accepts"
DUTY_MEANINGS = {
    NOBODY: "An urgent case waits, people on duty are told again and again, and nobody accepts."
}
UNANSWERED_FOR = timedelta(minutes=30)
CLOSED_MEANING = (
    "Messages to people wait for this door, which is closed: its credentials are gone."
)


async def problems(unit: Unit, channels: Collection[str]) -> tuple[DoorReport, ...]:
    """The doors with a problem. One that is none of ``channels`` is closed in this deployment;
    where messages wait for it all the same, they would wait for ever, and that is one too. So are
    urgent cases that nobody on duty accepts."""
    seen = {one.channel: one for one in await unit.doors.all() if one.problem}
    for channel, since, count in await unit.doors.stranded(channels):
        seen[channel] = DoorReport(channel, CLOSED, since, count)
    unanswered = await unit.duty.unanswered(unit.now - UNANSWERED_FOR)
    if unanswered:
        seen[DUTY] = DoorReport(DUTY, NOBODY, *unanswered)
    return tuple(seen[channel] for channel in sorted(seen))


def news(told: Mapping[str, str], alarms: Sequence[Mapping[str, str]]) -> list[str]:
    """What to tell whoever watches: problems that are new since ``told`` (channel to problem),
    and those that are over. ``alarms`` are those of a health report."""
    now = {alarm["channel"]: alarm["problem"] for alarm in alarms}
    begun = [
        f"door {alarm['channel']}: {alarm['meaning']}"
        for alarm in alarms
        if told.get(alarm["channel"]) != alarm["problem"]
    ]
    return begun + [f"door {channel}: well again" for channel in told if channel not in now]
