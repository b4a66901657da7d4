"""Who writes first where there is one writer at a time."""

from __future__ import annotations

import asyncio

from bot.store.database import Store


async def test_who_is_waited_for_goes_before_the_loops(sqlite_store: Store) -> None:
    """Of the work that nobody outside waits for, one piece at most stands before it."""
    begun: list[str] = []
    held, release = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with sqlite_store.write():
            held.set()
            await release.wait()

    async def write(name: str, *, soon: bool) -> None:
        async with sqlite_store.write(soon=soon):
            begun.append(name)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(hold())
        await held.wait()
        for n in range(5):
            tasks.create_task(write(f"loop {n}", soon=False))
        await asyncio.sleep(0)
        tasks.create_task(write("message", soon=True))
        await asyncio.sleep(0)
        release.set()

    assert begun.index("message") <= 1
    assert [one for one in begun if one != "message"] == [f"loop {n}" for n in range(5)]
