"""People who call: they choose their language, speak, press a key, are silent, and hang up."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence

from bot.bench.twilio.double.phone.leg import Doing
from bot.bench.twilio.double.phone.lines import Line, Phone
from bot.bench.twilio.voice.outcome import CallPlan

SPEAKS, ANSWERS = 0.7, 0.9
"""How often people speak where they may, and press a key otherwise; else they are silent."""

LONGEST_SECONDS = 12.0
"""People interrupt what takes longer."""

Pool = Mapping[str, Sequence[str]]


class Caller:
    """One person. The same seed does the same things in the same call."""

    def __init__(self, phone: Phone, plan: CallPlan, number: int, pool: Pool) -> None:
        """Speaks the language at the place of ``number``; words are drawn from ``pool``."""
        self._phone = phone
        self._plan = plan
        self._random = random.Random(f"{plan.seed} {number}")  # noqa: S311 - repeatable
        place = number % len(plan.languages)
        self._key, self._words = str(place + 1), pool[plan.languages[place]]
        self._heard = 0.0
        self.turns = 0
        self.line: Line | None = None

    async def call(self) -> Line:
        """Call, speak so many turns, and hang up; whatever the service offers meanwhile is taken
        as it comes."""
        # Nobody calls in the very same moment as two hundred others.
        await asyncio.sleep(self._random.uniform(0, LONGEST_SECONDS) * self._plan.pace)
        line = self.line = await self._phone.call()
        await self._listen(line)
        if not line.ended:
            await line.press(self._key)
        while not line.ended and self.turns < self._plan.turns:
            await self._listen(line)
            self.turns += 1
            await self._turn(line)
        await self._listen(line)
        return line if line.ended else await line.hang_up()

    async def _turn(self, line: Line) -> None:
        if line.doing is Doing.RECORDING:
            await line.leave(self._random.choice(self._words))
        elif line.doing is Doing.LISTENING and self._random.random() < self._speaks(line):
            await line.speak(self._random.choice(self._words), self._random.uniform(0.5, 1))
        elif line.doing is Doing.LISTENING and self._random.random() < ANSWERS:
            await line.press(self._random.choice("123"))
        else:
            await line.silence()

    def _speaks(self, line: Line) -> float:
        return SPEAKS if line.leg.asked and line.leg.asked.speech else 0.0

    async def _listen(self, line: Line) -> None:
        """As long as what is new takes to be said."""
        new, self._heard = line.leg.seconds - self._heard, line.leg.seconds
        await asyncio.sleep(min(new, LONGEST_SECONDS) * self._plan.pace)
