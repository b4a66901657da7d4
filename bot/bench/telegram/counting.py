"""From what database and double hold to counts, times and throughput."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.bench.figures import Times, times
from bot.bench.telegram.books import Book, Fate, fates, first_answers
from bot.bench.telegram.double.bot_api import Double
from bot.bench.telegram.double.chats import Posted
from bot.bench.telegram.double.people import Person
from bot.bench.telegram.ledger import Ledger
from bot.store.database import Store

Place = tuple[int, int]  # chat, number in it


@dataclass(frozen=True, slots=True)
class Counted:
    """``answers`` are the milliseconds from each message to its first answer; ``seconds`` from
    the first message to the last answer."""

    fates: Counter[Fate]
    answers: dict[Place, float]
    seconds: float
    updates_per_second: float

    def times(self, name: str, offered: Iterable[Posted]) -> Times | None:
        """How long the answers to these took; None where there is none."""
        places = [(one.chat_id, one.id) for one in offered]
        taken = [self.answers[place] for place in places if place in self.answers]
        return times(name, taken) if taken else None


async def count(
    store: Store, double: Double, people: Sequence[Person], offered: Sequence[Posted]
) -> Counted:
    """What became of ``offered``, the only messages that these people ever wrote."""
    numbers: defaultdict[int, list[int]] = defaultdict(list)
    for one in offered:
        numbers[one.chat_id].append(one.id)
    total: Counter[Fate] = Counter()
    answers: dict[Place, float] = {}
    async with store.read() as unit:
        ledger = Ledger(unit.rows, unit.now)
        for person in people:
            stored, entries = await ledger.person(person.id, numbers[person.id])
            heard = tuple(one.id for one in person.chat.posted.values() if one.mine)
            book = Book(numbers[person.id], stored, entries, heard)
            total.update(fates(book))
            for number, answer in first_answers(book):
                answers[person.id, number] = _milliseconds(person, number, answer)
    seconds = _span(double, offered)
    answered = len(offered) - total[Fate.NEVER]
    return Counted(total, answers, seconds, answered / seconds if seconds else 0.0)


def _milliseconds(person: Person, number: int, answer: int) -> float:
    posted = person.chat.posted
    return (posted[answer].at - posted[number].at).total_seconds() * 1000


def _span(double: Double, offered: Sequence[Posted]) -> float:
    said = [
        one.at for chat in double.world.chats.values() for one in chat.posted.values() if one.mine
    ]
    if not said or not offered:
        return 0.0
    return (max(said) - min(one.at for one in offered)).total_seconds()
