"""The service under Telegram's traffic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.bench.telegram.double.bot_api import Double
from bot.bench.telegram.double.people import Person
from bot.bench.telegram.double.world import BOT
from bot.bench.traffic.crowd import texts
from bot.bench.traffic.measuring import measure
from bot.bench.traffic.outcome import Handled
from bot.bench.traffic.plan import Plan
from bot.bench.traffic.side import Held, Wrote
from bot.supervisor import Tell


async def bench_telegram(
    plan: Plan, tell: Tell, archive: Path | None = None, pool: Sequence[str] = ()
) -> Handled:
    """Let ``plan`` happen; ``archive`` and ``pool`` (default: held-out messages) as ``measure``
    takes them. Raises StartError, or NluAway for the model."""
    async with Double(seed=plan.seed) as double:
        side = TelegramSide(double, webhook=plan.webhook)
        return await measure(side, plan, tell, archive, pool or texts())


class TelegramSide:
    """Telegram with people who write."""

    channel = "telegram"

    def __init__(self, double: Double, *, webhook: bool) -> None:
        """With ``webhook`` Telegram calls the service."""
        self._double = double
        self.public = webhook
        self.people: list[Person] = []

    def variables(self, plan: Plan) -> dict[str, str]:
        """Token, address and pace."""
        return {
            "TELEGRAM_BOT_TOKEN": self._double.token,
            "TELEGRAM_API_BASE": self._double.base,
            "INFOLINE_TELEGRAM_PER_SECOND": str(plan.per_second),
        }

    def reach(self, base: str) -> None:
        """Nothing: the service says itself where it is."""

    def trouble(self, repeat: float, *, reorder: bool) -> None:
        """From now on."""
        self._double.faults.repeat, self._double.faults.reorder = repeat, reorder

    def join(self, language: str) -> None:
        """A new account."""
        self.people.append(self._double.person(f"Caller {len(self.people)}", language))

    def write(self, person: int, text: str) -> Wrote:
        """In the private chat."""
        return Wrote(person, self.people[person].write(text).id)

    def held(self, wrote: Iterable[Wrote]) -> list[Held]:
        """Messages are numbered as their chat numbers them."""
        numbers: defaultdict[int, list[int]] = defaultdict(list)
        for one in wrote:
            numbers[one.person].append(one.number)
        return [_held(place, person, numbers[place]) for place, person in enumerate(self.people)]

    def owed(self) -> int:
        """Updates that wait, and repeats."""
        return self._double.world.updates.owed

    def repeated(self) -> int:
        """Updates that came twice."""
        return self._double.world.updates.repeated


def _held(place: int, person: Person, offered: Sequence[int]) -> Held:
    posted = person.chat.posted
    return Held(
        person=place,
        identifier=str(person.id),
        offered={f"{BOT.id}:{person.id}:{number}": number for number in offered},
        accepted={str(number): number for number, one in posted.items() if one.mine},
        at={number: one.at for number, one in posted.items()},
    )
