"""The measurement at small scale: the real service under repeated, shuffled updates, killed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.bench.telegram.run import bench_telegram
from bot.bench.traffic.books import Fate
from bot.bench.traffic.plan import Plan

PLAN = Plan(updates=80, people=20, kills=2, seed=2, calm=4)


@pytest.mark.e2e
@pytest.mark.parametrize("webhook", [False, True])
async def test_killed_again_and_again_nothing_is_lost_and_nothing_said_twice(
    webhook: bool,
) -> None:
    said: list[str] = []
    handled = await bench_telegram(replace(PLAN, webhook=webhook), said.append)
    assert handled.kept, handled.to_json()
    assert handled.fates[Fate.STORED_ONCE] == PLAN.updates + PLAN.calm
    turns = (Fate.ANSWERED_ONCE, Fate.SILENT, Fate.UNKNOWN)
    assert sum(handled.fates[fate] for fate in turns) == PLAN.updates + PLAN.calm
    assert handled.repeats > 0
    assert sum(line.startswith("killed") for line in said) == PLAN.kills
    assert handled.busy
    assert handled.calm
    assert handled.calm.median < handled.busy.median
