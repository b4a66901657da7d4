"""People who write: what, in which order, and when each message was offered to the service."""

from __future__ import annotations

import random
from collections.abc import Sequence

from bot.bench.telegram.double.bot_api import Double
from bot.bench.telegram.double.chats import Posted
from bot.bench.telegram.double.people import Person
from bot.bench.telegram.plan import Plan
from bot.config import LANGUAGES
from nlu.evaluation.questions import held_out, read_questions

# After these a person is left in peace, or nothing of theirs can be read: nothing to count.
ENDING = frozenset({"stop_messages", "delete_data"})
# As a share of the work: behind it there is still something to be lost.
LAST_KILL = 0.9


def texts() -> list[str]:
    """What people write: the held-out messages, in all ten languages."""
    asked = read_questions(held_out())
    return [one.text for one in asked if not ENDING.intersection(one.intents)]


class Crowd:
    """The people of one measurement. The same seed writes the same messages."""

    def __init__(self, double: Double, plan: Plan, pool: Sequence[str]) -> None:
        """Texts are drawn from ``pool``."""
        self._random = random.Random(plan.seed)  # noqa: S311 - repeatable, nothing secret
        self._pool = pool
        self.people = [
            double.person(f"Caller {number}", self._random.choice(LANGUAGES))
            for number in range(plan.people)
        ]

    def all_write(self, updates: int) -> list[Posted]:
        """So many messages at once, each from anybody."""
        return [self.writes(self._random.choice(self.people)) for _ in range(updates)]

    def writes(self, person: Person) -> Posted:
        """One message of this person."""
        return person.write(self._random.choice(self._pool))

    def moments(self, kills: int) -> list[float]:
        """When to kill, as shares of the whole work: one in each of so many equal stretches, so
        that storing, understanding and sending are all cut off."""
        return [self._random.uniform(n, n + 1) * LAST_KILL / kills for n in range(kills)]

    def hesitation(self) -> float:
        """Seconds between having decided to kill and doing it."""
        return self._random.uniform(0, 0.3)
