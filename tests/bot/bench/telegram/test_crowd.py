"""What people write, and when the service is killed."""

from __future__ import annotations

from bot.bench.telegram.crowd import LAST_KILL, Crowd, texts
from bot.bench.telegram.double.bot_api import Double
from bot.bench.telegram.plan import Plan


def written(seed: int) -> list[tuple[int, str]]:
    """Everything that a crowd writes."""
    crowd = Crowd(Double(), Plan(people=7, seed=seed), texts())
    return [(posted.chat_id, posted.text) for posted in crowd.all_write(300)]


def test_the_same_seed_writes_the_same() -> None:
    assert written(4) == written(4)
    assert written(4) != written(5)
    assert len({chat for chat, _ in written(4)}) == 7


def test_all_that_is_written_can_be_answered() -> None:
    pool = texts()
    assert len(set(pool)) > 1000
    assert all(text.strip() and len(text) < 4096 for text in pool)


def test_kills_are_spread_over_the_work() -> None:
    moments = Crowd(Double(), Plan(people=1), ["hello"]).moments(3)
    assert [int(moment / LAST_KILL * 3) for moment in moments] == [0, 1, 2]
