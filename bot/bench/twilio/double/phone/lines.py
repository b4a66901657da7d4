"""Acting as a person with a phone: calling, lifting, pressing keys, speaking, hanging up."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from enum import StrEnum

from bot.bench.twilio.double.phone.exchange import Exchange
from bot.bench.twilio.double.phone.leg import NOTHING, Act, Doing, Leg, Played, Said
from bot.bench.twilio.double.phone.signals import HungUp

SURE = 0.9
VOICEMAIL_SECONDS = 8


class Answer(StrEnum):
    """What a phone does when it is called."""

    LIFTS = "lifts"
    MACHINE = "machine"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    FAILED = "failed"


class Line:
    """One call, as the person has it. Each verb waits until the call rests again or is over."""

    def __init__(self, leg: Leg) -> None:
        """``leg`` is what the double knows of it."""
        self.leg = leg

    @property
    def heard(self) -> list[Said | Played]:
        """All that was said and played, in order."""
        return self.leg.heard

    @property
    def words(self) -> str:
        """All that was said."""
        return "\n".join(one.text for one in self.heard if isinstance(one, Said))

    @property
    def lately(self) -> list[Said | Played]:
        """What is heard of the question that the call listens for."""
        return self.heard[self.leg.asked.heard_from :] if self.leg.asked else self.heard

    @property
    def doing(self) -> Doing | None:
        """Where the call rests."""
        return self.leg.doing

    @property
    def ended(self) -> bool:
        """Whether it is over."""
        return self.leg.ended

    @property
    def ended_by(self) -> str | None:
        """Who ended it: person, hangup, end (of a document), rest, error."""
        return self.leg.ended_by

    @property
    def was_queued(self) -> bool:
        """Whether it waited for a person."""
        return Doing.QUEUED in self.leg.stages

    @property
    def spoke(self) -> bool:
        """Whether it spoke with a person."""
        return Doing.TALKING in self.leg.stages

    @property
    def left_voicemail(self) -> bool:
        """Whether anything was recorded."""
        return bool(self.leg.recordings)

    async def press(self, keys: str) -> Line:
        """Press keys one after the other."""
        await self.leg.act(Act(keys=keys, seconds=len(keys)))
        return self

    async def speak(self, text: str, confidence: float = SURE, seconds: int = 2) -> Line:
        """Speak; to a recorder too."""
        await self.leg.act(Act(words=text, confidence=confidence, seconds=seconds))
        return self

    async def sends(self, fields: Mapping[str, str]) -> Line:
        """To a question, let what was heard be posted as these fields, however strange."""
        await self.leg.act(Act(fields=fields))
        return self

    async def silence(self) -> Line:
        """Do nothing, until that counts as silence; in a queue: wait another round."""
        await self.leg.act(NOTHING)
        return self

    async def noise(self) -> Line:
        """Something is heard that no recogniser makes words of."""
        await self.leg.act(Act(words=""))
        return self

    async def leave(self, text: str, seconds: int = VOICEMAIL_SECONDS) -> Line:
        """Speak to a recorder, and hang up."""
        await self.leg.act(Act(words=text, seconds=seconds, hangs_up=True))
        return self

    async def hang_up(self) -> Line:
        """Now, whatever is said or asked; waits until the call is over."""
        self.leg.signal(HungUp("person"))
        await self.over()
        return self

    async def until(self, doing: Doing) -> Line:
        """Wait until the call rests there; raises LookupError where it ends before that."""
        while self.leg.doing is not doing:
            if self.leg.ended:
                msg = f"the call is over: {self.leg.ended_by}"
                raise LookupError(msg)
            await self.leg.changed()
        return self

    async def over(self) -> Line:
        """Wait until the call is over."""
        while not self.leg.ended:
            await self.leg.changed()
        await self.leg.settled()
        return self


class Phone:
    """A phone with a number."""

    def __init__(self, exchange: Exchange, number: str) -> None:
        """It lifts when it is called."""
        self._exchange = exchange
        self.number = number
        self.answer = Answer.LIFTS
        self.lines: list[Line] = []
        self._new: asyncio.Queue[Line] = asyncio.Queue()
        exchange.phones[number] = self

    async def call(self, *, patience: int | None = None) -> Line:
        """Call our number, and hear it to where it listens. ``patience``: how many pieces of a
        question are heard before the person acts, None for all."""
        leg = self._exchange.call_in(self.number)
        leg.patience = patience
        line = Line(leg)
        self.lines.append(line)
        await leg.settled()
        return line

    async def rings(self) -> Line:
        """The next call to this phone that it took, where it rests first."""
        line = await self._new.get()
        await line.leg.settled()
        return line

    async def rung(self, leg: Leg) -> str:
        """This phone is called: "" where it lifts, or else the call's status."""
        if self.answer not in (Answer.LIFTS, Answer.MACHINE):
            return str(self.answer)
        leg.answered_by = "human" if self.answer is Answer.LIFTS else "machine_start"
        line = Line(leg)
        self.lines.append(line)
        self._new.put_nowait(line)
        return ""
