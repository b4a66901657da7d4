"""How fast we speak."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.messages import SendError, Trouble
from handlers.telegram.pacing import Pace


class Seconds:
    """A monotonic clock that stands still until moved."""

    def __init__(self) -> None:
        """At some moment."""
        self.at = 1000.0

    def now(self) -> float:
        """The moment."""
        return self.at


async def lasted(*calls: tuple[Pace, int]) -> float:
    """How long these turns took one after the other, in seconds."""
    began = time.monotonic()
    for pace, chat in calls:
        await pace.turn(chat)
    return time.monotonic() - began


async def test_three_at_once_to_one_chat_and_then_slower() -> None:
    pace = Pace(1000, burst_seconds=0.3)
    assert await lasted(*[(pace, 1)] * 3) < 0.05
    assert await lasted(*[(pace, 1)] * 3) > 0.25
    assert await lasted((pace, 2)) < 0.05


async def test_all_chats_together_have_their_pace() -> None:
    pace = Pace(100)
    began = time.monotonic()
    await asyncio.gather(*(pace.turn(chat) for chat in range(60)))
    assert 0.3 < time.monotonic() - began < 2


async def test_a_chat_that_must_wait_is_refused_and_others_are_not() -> None:
    clock = Seconds()
    pace = Pace(1000, monotonic=clock.now)
    pace.hold(1, 30)
    clock.at += 10
    with pytest.raises(SendError) as caught:
        await pace.turn(1)
    assert (caught.value.trouble, caught.value.code) == (Trouble.RETRY, "flood")
    assert caught.value.after == pytest.approx(20)
    await pace.turn(2)
    clock.at += 20
    await pace.turn(1)


async def test_when_two_chats_must_wait_at_a_time_everybody_does() -> None:
    clock = Seconds()
    pace = Pace(1000, monotonic=clock.now)
    pace.hold(1, 30)
    pace.hold(1, 30)
    assert pace.held(3) == 0
    pace.hold(2, 5)
    assert pace.held(3) == pytest.approx(30)
    clock.at += 30
    assert pace.held(3) == 0


async def test_waits_that_are_over_do_not_count_for_everybody() -> None:
    clock = Seconds()
    pace = Pace(1000, monotonic=clock.now)
    pace.hold(1, 3)
    clock.at += 4
    pace.hold(2, 5)
    assert (pace.held(1), pace.held(2), pace.held(3)) == (0, 5, 0)


async def test_only_so_many_chats_are_remembered() -> None:
    pace = Pace(1000, burst_seconds=5, chats=2)
    assert await lasted(*[(pace, 1)] * 3, (pace, 2), (pace, 3)) < 0.1
    assert await lasted(*[(pace, 1)] * 3) < 0.1
