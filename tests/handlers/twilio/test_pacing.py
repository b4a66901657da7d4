"""How fast messages are handed over."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.messages import SendError, Trouble
from handlers.twilio.pacing import Pace


class Seconds:
    """A monotonic clock that stands still until moved."""

    def __init__(self) -> None:
        """At some moment."""
        self.at = 1000.0

    def now(self) -> float:
        """The moment."""
        return self.at


def made(clock: Seconds, spread: float = 1.0) -> Pace:
    """A pace whose pauses are ``spread`` times what they are."""
    return Pace(1000, monotonic=clock.now, uniform=lambda *_: spread)


async def test_all_messages_together_have_their_pace() -> None:
    pace = Pace(100)
    began = time.monotonic()
    await asyncio.gather(*(pace.turn() for _ in range(60)))
    assert time.monotonic() - began > 0.3


async def test_nothing_is_called_before_twilio_wants_it() -> None:
    clock = Seconds()
    pace = made(clock)
    assert pace.hold(30) == pytest.approx(30)
    assert pace.hold(5) == pytest.approx(30)
    clock.at += 10
    with pytest.raises(SendError) as caught:
        await pace.turn()
    assert (caught.value.trouble, caught.value.code) == (Trouble.RETRY, "flood")
    assert caught.value.after == pytest.approx(20)
    clock.at += 20
    await pace.turn()


def test_each_refusal_doubles_the_pause_up_to_half_a_minute() -> None:
    clock, pauses = Seconds(), []
    pace = made(clock)
    for _ in range(11):
        pauses.append(pace.hold(None))
        clock.at += pauses[-1]
    assert pauses == pytest.approx([0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30])
    pace.went_well()
    assert pace.hold(None) == pytest.approx(0.1)


def test_calls_that_are_refused_together_are_one_refusal() -> None:
    clock = Seconds()
    pace = made(clock)
    assert [pace.hold(None) for _ in range(5)] == pytest.approx([0.1] * 5)


def test_processes_do_not_come_back_together() -> None:
    asked: list[tuple[float, float]] = []

    def uniform(low: float, high: float) -> float:
        asked.append((low, high))
        return high

    assert Pace(10, uniform=uniform).hold(None) == pytest.approx(0.11, abs=0.01)
    assert asked == [pytest.approx((0.9, 1.1))]
