"""All calls of the double, its queues and rooms; starting calls, and what ends them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.bench.twilio.double.hooks import Hook
from bot.bench.twilio.double.phone.asking import Asker
from bot.bench.twilio.double.phone.document import UnreadableError, Verb
from bot.bench.twilio.double.phone.leg import Leg
from bot.bench.twilio.double.phone.queues import Queue
from bot.bench.twilio.double.phone.recordings import Recordings
from bot.bench.twilio.double.phone.reporting import Reporter
from bot.bench.twilio.double.phone.rooms import Room
from bot.bench.twilio.double.phone.running import Running
from bot.bench.twilio.double.phone.signals import GoTo, HungUp
from bot.bench.twilio.double.world import World

if TYPE_CHECKING:
    from bot.bench.twilio.double.phone.lines import Phone

VOICE_NUMBER = "+38349000002"
HIDDEN = "+266696687"
"""Twilio's number for a caller who hides theirs."""

Relay = Callable[["Exchange", Leg, Verb], Awaitable[Mapping[str, str]]]
"""Speaks the ConversationRelay of a call to its end; the fields for the action that follows."""


async def no_relay(_exchange: Exchange, _leg: Leg, _relay: Verb) -> Mapping[str, str]:
    """The relay does not come about."""
    return {"SessionStatus": "failed", "ErrorCode": "64101", "ErrorMessage": "no session"}


@dataclass(slots=True)
class Exchange:
    """``incoming`` and ``status`` are the number's webhooks, ``fallback`` the one that is asked
    where another does not answer. ``legs`` by SID, ``phones`` by number."""

    world: World
    asker: Asker
    reporter: Reporter
    recordings: Recordings
    number: str = VOICE_NUMBER
    incoming: Hook | None = None
    status: Hook | None = None
    fallback: str | None = None
    relay: Relay = no_relay
    legs: dict[str, Leg] = field(default_factory=dict)
    phones: dict[str, Phone] = field(default_factory=dict)
    queues: dict[str, Queue] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    @classmethod
    def of(cls, world: World) -> Exchange:
        """Without any call."""
        return cls(world, Asker(world), Reporter(world), Recordings(world))

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Calls go on for this time."""
        async with self.asker.open():
            try:
                yield
            finally:
                for task in self.tasks.values():
                    task.cancel()
                await asyncio.gather(*self.tasks.values(), return_exceptions=True)

    def leg(self, sender: str, to: str, direction: str) -> Leg:
        """A new call, which does not run yet."""
        leg = Leg(self.world.sids.new("CA"), sender, to, direction)
        self.legs[leg.sid] = leg
        return leg

    def start(self, leg: Leg, course: Callable[[], Awaitable[None]]) -> None:
        """Let a call take its course; it is over when that ends."""
        self.tasks[leg.sid] = asyncio.create_task(self._run(leg, course))

    def call_in(self, sender: str) -> Leg:
        """Somebody calls our number."""
        if self.incoming is None:
            msg = "nobody said where calls are posted"
            raise LookupError(msg)
        leg = self.leg(sender, self.number, "inbound")
        leg.status, leg.reports_to = "ringing", self.status
        leg.first = GoTo(self.incoming.url)
        self.start(leg, Running(self, leg).whole)
        return leg

    def call_out(self, leg: Leg) -> None:
        """We call somebody: what was set on ``leg`` says where it goes on and what is told."""
        self.start(leg, Running(self, leg).answered)

    async def settled(self) -> None:
        """Until every call rests or is over."""
        for leg in list(self.legs.values()):
            if leg.sid in self.tasks:
                await leg.settled()

    def room(self, name: str) -> Room:
        """The room of this name, new where none is open."""
        for room in self.rooms.values():
            if name in (room.name, room.sid) and not room.over:
                return room
        made = Room(self.world.sids.new("CF"), name, self.world.account.sid)
        self.rooms[made.sid] = made
        return made

    async def _run(self, leg: Leg, course: Callable[[], Awaitable[None]]) -> None:
        by = "error"
        try:
            await course()
            by = "end"
        except HungUp as over:
            by = over.by
        except UnreadableError as trouble:
            leg.fails(trouble)
        except Exception as trouble:  # noqa: BLE001 - the test that waits is told
            leg.fails(trouble)
        finally:
            self._end(leg, by)

    def _end(self, leg: Leg, by: str) -> None:
        failed = {"busy", "no-answer", "failed", "canceled"}
        self.reporter.status(leg, by if by in failed else "completed")
        leg.end(by)
