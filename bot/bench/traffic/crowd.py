"""People who write: what, in which order, and when each message was offered to the service."""

from __future__ import annotations

import random
from collections.abc import Sequence

from bot.bench.traffic.plan import Plan
from bot.bench.traffic.side import Side, Wrote
from bot.config import LANGUAGES
from nlu.evaluation.questions import held_out, read_questions

# After these a person is left in peace, or nothing of theirs can be read: nothing to count.
ENDING = frozenset({"stop_messages", "delete_data", "opt_out"})
# As a share of the work: behind it there is still something to be lost.
LAST_KILL = 0.9


def texts() -> list[str]:
    """What people write: the held-out messages, in all ten languages."""
    asked = read_questions(held_out())
    return [one.text for one in asked if not ENDING.intersection(one.intents)]


class Crowd:
    """The people of one measurement. The same seed writes the same messages."""

    def __init__(self, side: Side, plan: Plan, pool: Sequence[str]) -> None:
        """Texts are drawn from ``pool``."""
        self._random = random.Random(plan.seed)  # noqa: S311 - repeatable, nothing secret
        self._side = side
        self._people = plan.people
        self._pool = pool
        for _ in range(plan.people):
            side.join(self._random.choice(LANGUAGES))

    def all_write(self, updates: int) -> list[Wrote]:
        """So many messages at once, each from anybody."""
        return [self.writes(self._random.randrange(self._people)) for _ in range(updates)]

    def writes(self, person: int) -> Wrote:
        """One message of this person; numbers beyond the last begin anew."""
        return self._side.write(person % self._people, self._random.choice(self._pool))

    def moments(self, kills: int) -> list[float]:
        """When to kill, as shares of the whole work: one in each of so many equal stretches, so
        that storing, understanding and sending are all cut off."""
        return [self._random.uniform(n, n + 1) * LAST_KILL / kills for n in range(kills)]

    def hesitation(self) -> float:
        """Seconds between having decided to kill and doing it."""
        return self._random.uniform(0, 0.3)
