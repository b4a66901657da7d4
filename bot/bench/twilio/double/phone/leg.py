"""One call at the double: who speaks with whom, what was heard, and where it rests."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.bench.twilio.double.hooks import Hook
from bot.bench.twilio.double.phone.document import UnreadableError, Verb
from bot.bench.twilio.double.phone.signals import GoTo, HungUp, Over, Signal

LETTERS_A_SECOND = 14


class Doing(StrEnum):
    """Where a call rests until the person, or somebody else, does something."""

    LISTENING = "listening"  # in a Gather
    RECORDING = "recording"
    QUEUED = "queued"  # the wait document was heard to its end
    RINGING = "ringing"  # somebody else's phone rings
    TALKING = "talking"
    RELAYED = "relayed"  # in a ConversationRelay


@dataclass(frozen=True, slots=True)
class Said:
    """Words that were said, by which voice."""

    text: str = field(repr=False)
    language: str
    voice: str


@dataclass(frozen=True, slots=True)
class Played:
    """A sound that was played: it could be fetched."""

    url: str
    mime: str
    size: int


@dataclass(frozen=True, slots=True)
class Act:
    """What a person does: presses ``keys``, speaks ``words`` ("" is noise), or nothing at all; and
    perhaps hangs up then. ``fields`` are posted in the place of what a Gather makes of it."""

    keys: str = ""
    words: str | None = field(default=None, repr=False)
    confidence: float = 0.0
    seconds: int = 1
    hangs_up: bool = False
    fields: Mapping[str, str] | None = field(default=None, repr=False)


NOTHING = Act(seconds=0)


@dataclass(slots=True)
class Asked:
    """What the call listens to, for who must choose: the Gather's words and its attributes."""

    heard_from: int
    speech: bool
    keys: bool
    language: str = ""
    hints: str = ""


@dataclass(eq=False)
class Leg:
    """``direction`` is inbound, outbound-api or outbound-dial. ``seconds`` are virtual: what is
    said and waited takes its time, and nobody waits for it. ``stages`` are all that it was in,
    ``partner`` is who it speaks with, ``joins`` the room that it comes to after its document."""

    sid: str
    sender: str
    to: str
    direction: str
    status: str = "queued"
    parent: Leg | None = None
    first: GoTo | None = None
    reports_to: Hook | None = None
    report_on: frozenset[str] = frozenset({"completed"})
    detects: bool = False
    answered_by: str | None = None
    heard: list[Said | Played] = field(default_factory=list)
    seconds: float = 0.0
    sequence: int = 0
    doing: Doing | None = None
    asked: Asked | None = None
    stages: list[Doing] = field(default_factory=list)
    recordings: list[str] = field(default_factory=list)
    ended_by: str | None = None
    error: int | None = None
    trouble: Exception | None = None
    patience: int | None = None
    partner: Leg | None = None
    joins: Verb | None = None
    gone: bool = False
    held_back: list[dict[str, str]] = field(default_factory=list)
    _news: deque[Signal] = field(default_factory=deque)
    _act: asyncio.Future[Act] | None = None
    _rested: asyncio.Event = field(default_factory=asyncio.Event)
    _changes: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def ended(self) -> bool:
        """Whether it is over."""
        return self.ended_by is not None

    @property
    def person(self) -> str:
        """The number of whoever is not us."""
        return self.sender if self.direction == "inbound" else self.to

    def signal(self, news: Signal) -> None:
        """Let ``news`` end what the call does now, or does next."""
        self.gone = self.gone or isinstance(news, HungUp)
        if self._act and not self._act.done():
            self._rested.clear()
            self._act.set_exception(news)
        else:
            self._news.append(news)

    def link(self, other: Leg) -> None:
        """The two speak with each other from now on."""
        self.partner, other.partner = other, self

    def unlink(self) -> None:
        """This one goes: the other one is told."""
        if other := self.partner:
            self.partner = other.partner = None
            other.signal(Over())

    def check(self) -> None:
        """Raise the next Signal where there is one."""
        if self._news:
            raise self._news.popleft()

    async def rest(self, doing: Doing) -> Act:
        """Until the person acts; raises the Signal that comes instead."""
        self.check()
        self._act = asyncio.get_running_loop().create_future()
        self.doing = doing
        self.stages.append(doing)
        self._rested.set()
        self._changes.set()
        try:
            return await self._act
        finally:
            self._rested.clear()
            self._act = self.doing = None

    async def settled(self) -> None:
        """Until it rests or is over; raises what the service did wrong."""
        await self._rested.wait()
        if self.trouble:
            raise self.trouble

    async def changed(self) -> None:
        """Until it rests anew, or ends."""
        self._changes.clear()
        await self._changes.wait()

    async def act(self, act: Act) -> None:
        """Do something at the next rest, and wait for the one after it.

        Raises LookupError where the call is over.
        """
        await self.settled()
        if self._act is None or self._act.done():
            msg = f"the call is over: {self.ended_by}"
            raise LookupError(msg)
        self.seconds += act.seconds
        self._rested.clear()
        self._act.set_result(act)
        await self.settled()

    def end(self, by: str) -> None:
        """It is over."""
        self.ended_by = by
        self._rested.set()
        self._changes.set()

    def fails(self, trouble: Exception) -> None:
        """The service did wrong: whoever waits for this call is told."""
        self.trouble = trouble
        self.error = trouble.code if isinstance(trouble, UnreadableError) else None

    def speak(self, text: str, language: str, voice: str) -> None:
        """Words are heard."""
        self.heard.append(Said(text, language, voice))
        self.seconds += len(text) / LETTERS_A_SECOND
