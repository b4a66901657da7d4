"""What one process may do at a time, and how doors stand, on both databases."""

from __future__ import annotations

from datetime import timedelta

from bot.store.database import Store
from tests.builders import Clock

SPAN = timedelta(seconds=12)


async def _take(store: Store, holder: str) -> bool:
    async with store.write() as unit:
        return await unit.leases.take("telegram", holder, SPAN)


async def test_a_task_has_one_holder_until_it_stops_renewing(store: Store, clock: Clock) -> None:
    assert await _take(store, "one")
    assert not await _take(store, "two")
    clock.move(seconds=11)
    assert await _take(store, "one")
    clock.move(seconds=11)
    assert not await _take(store, "two")
    clock.move(seconds=2)
    assert await _take(store, "two")
    assert not await _take(store, "one")


async def test_a_task_that_is_given_back_is_free_at_once(store: Store) -> None:
    assert await _take(store, "one")
    async with store.write() as unit:
        await unit.leases.give_back("telegram", "two")
    assert not await _take(store, "two")
    async with store.write() as unit:
        await unit.leases.give_back("telegram", "one")
    assert await _take(store, "two")


async def test_a_door_tells_its_problem_and_since_when(store: Store, clock: Clock) -> None:
    async def report(problem: str | None, pending: int | None = None) -> bool:
        async with store.write() as unit:
            return await unit.doors.report("telegram", problem, pending)

    assert not await report(None)
    began = clock.now()
    assert await report("token_refused")
    clock.move(minutes=5)
    assert not await report("token_refused", 7)
    async with store.read() as unit:
        (door,) = await unit.doors.all()
    assert (door.problem, door.since, door.pending) == ("token_refused", began, 7)
    assert await report(None)


async def test_what_a_door_keeps_outlives_its_process(store: Store) -> None:
    for value in ("HX1", "HX2"):
        async with store.write() as unit:
            await unit.kept.remember("infoline_abc", value)
    async with store.read() as unit:
        assert await unit.kept.recall("infoline_abc") == "HX2"
        assert await unit.kept.recall("infoline_xyz") is None
