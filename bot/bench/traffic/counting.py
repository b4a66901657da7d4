"""From what database and double hold to counts, times and throughput."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.bench.figures import Times, times
from bot.bench.traffic.books import Book, Fate, fates, first_answers
from bot.bench.traffic.ledger import Ledger
from bot.bench.traffic.side import Held, Side, Wrote
from bot.store.database import Store


@dataclass(frozen=True, slots=True)
class Counted:
    """``answers`` are the milliseconds from each message to its first answer; ``seconds`` from
    the first message to the last answer."""

    fates: Counter[Fate]
    answers: dict[Wrote, float]
    seconds: float
    updates_per_second: float

    def times(self, name: str, offered: Iterable[Wrote]) -> Times | None:
        """How long the answers to these took; None where there is none."""
        taken = [self.answers[one] for one in offered if one in self.answers]
        return times(name, taken) if taken else None


async def count(store: Store, side: Side, offered: Sequence[Wrote]) -> Counted:
    """What became of ``offered``, the only messages that anybody ever wrote."""
    total: Counter[Fate] = Counter()
    answers: dict[Wrote, float] = {}
    everybody = side.held(offered)
    async with store.read() as unit:
        ledger = Ledger(unit.rows, unit.now)
        for held in everybody:
            stored, entries = await ledger.person(side.channel, held)
            numbers = list(held.offered.values()), list(held.accepted.values())
            book = Book(numbers[0], stored, entries, numbers[1])
            total.update(fates(book))
            for number, answer in first_answers(book):
                if answer not in held.at:
                    continue  # noted as sent, and nobody got it
                answers[Wrote(held.person, number)] = _milliseconds(held, number, answer)
    seconds = _span(everybody)
    answered = len(offered) - total[Fate.NEVER]
    return Counted(total, answers, seconds, answered / seconds if seconds else 0.0)


def _milliseconds(held: Held, number: int, answer: int) -> float:
    return (held.at[answer] - held.at[number]).total_seconds() * 1000


def _span(everybody: Sequence[Held]) -> float:
    asked = [held.at[number] for held in everybody for number in held.offered.values()]
    said = [held.at[number] for held in everybody for number in held.accepted.values()]
    return (max(said) - min(asked)).total_seconds() if said and asked else 0.0
