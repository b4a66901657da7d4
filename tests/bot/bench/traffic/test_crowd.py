"""What people write, and when the service is killed."""

from __future__ import annotations

from bot.bench.telegram.double.bot_api import Double
from bot.bench.telegram.run import TelegramSide
from bot.bench.traffic.crowd import LAST_KILL, Crowd, texts
from bot.bench.traffic.plan import Plan


def side() -> TelegramSide:
    """Telegram without anybody."""
    return TelegramSide(Double(), webhook=False)


def written(seed: int) -> list[tuple[int, str]]:
    """Everything that a crowd writes."""
    telegram = side()
    Crowd(telegram, Plan(people=7, seed=seed), texts()).all_write(300)
    return [(place, one.text) for place, p in enumerate(telegram.people) for one in p.sees()]


def test_the_same_seed_writes_the_same() -> None:
    assert written(4) == written(4)
    assert written(4) != written(5)
    assert len({person for person, _ in written(4)}) == 7


def test_all_that_is_written_can_be_answered() -> None:
    pool = texts()
    assert len(set(pool)) > 1000
    assert all(text.strip() and len(text) < 4096 for text in pool)


def test_numbers_beyond_the_last_person_begin_anew() -> None:
    crowd = Crowd(side(), Plan(people=2), ["hello"])
    assert [crowd.writes(number).person for number in range(4)] == [0, 1, 0, 1]


def test_kills_are_spread_over_the_work() -> None:
    moments = Crowd(side(), Plan(people=1), ["hello"]).moments(3)
    assert [int(moment / LAST_KILL * 3) for moment in moments] == [0, 1, 2]
