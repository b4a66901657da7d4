"""SQLite without a detour: what is quick runs at once, what waits keeps nobody else waiting."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.store.database import Store, database_url, make_engine
from bot.store.sqlite import READ_ONLY, DirectConnection, patiently

WHO = text("SELECT thread_of_this()")


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    made = make_engine(database_url(tmp_path, None))
    async with made.begin() as connection:
        await connection.execute(text("CREATE TABLE kept (word TEXT)"))
    yield made
    await made.dispose()


async def thread_of(connection: AsyncConnection) -> int:
    """Which thread runs a statement of this connection."""
    driver = (await connection.get_raw_connection()).driver_connection
    assert isinstance(driver, DirectConnection)
    await driver.create_function("thread_of_this", 0, threading.get_ident)
    return int((await connection.execute(WHO)).scalar_one())


async def words(engine: AsyncEngine) -> list[str]:
    """What is kept."""
    async with engine.connect() as plain:
        connection = await plain.execution_options(**{READ_ONLY: True})
        return list((await connection.execute(text("SELECT word FROM kept"))).scalars())


async def test_a_statement_runs_here_and_a_long_reading_elsewhere(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        assert await thread_of(connection) == threading.get_ident()
        async with patiently(connection):
            assert await thread_of(connection) != threading.get_ident()
        assert await thread_of(connection) == threading.get_ident()


async def test_who_waits_for_the_lock_keeps_nobody_else_waiting(engine: AsyncEngine) -> None:
    async def write() -> None:
        async with engine.begin() as late:
            await late.execute(text("INSERT INTO kept VALUES ('late')"))

    async with engine.begin() as first:
        await first.execute(text("INSERT INTO kept VALUES ('first')"))
        waiting = asyncio.create_task(write())
        for _ in range(20):
            assert await words(engine) == []
        assert not waiting.done()
    await waiting
    assert await words(engine) == ["first", "late"]


async def test_who_gave_up_waiting_for_the_lock_blocks_nothing(engine: AsyncEngine) -> None:
    async def write() -> None:
        async with engine.begin() as late:
            await late.execute(text("INSERT INTO kept VALUES ('late')"))

    async with engine.begin() as first:
        await first.execute(text("INSERT INTO kept VALUES ('first')"))
        waiting = asyncio.create_task(write())
        for _ in range(20):
            await words(engine)
        waiting.cancel()
        for _ in range(20):
            assert await words(engine) == []
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await words(engine) == ["first"]
    await write()
    assert await words(engine) == ["first", "late"]


async def test_what_was_left_in_the_thread_comes_first(tmp_path: Path) -> None:
    path = tmp_path / "kept.db"
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    late = await DirectConnection(
        partial(sqlite3.connect, path, timeout=5, isolation_level=None, check_same_thread=False)
    )
    cursor = await late.cursor()
    begins = asyncio.create_task(late.execute("BEGIN IMMEDIATE"))
    await asyncio.sleep(0)
    begins.cancel()
    with pytest.raises(asyncio.CancelledError):
        await begins
    reads = asyncio.create_task(cursor.execute("SELECT 1"))
    await asyncio.sleep(0)
    assert not reads.done()
    holder.rollback()
    holder.close()
    assert await (await reads).fetchone() == (1,)
    await late.close()


async def test_a_statement_that_is_wrong_undoes_its_unit(sqlite_store: Store) -> None:
    async def break_off() -> None:
        async with sqlite_store.write() as unit:
            await unit.kept.remember("word", "first")
            await unit.rows.connection.execute(text("SELECT word FROM nowhere"))

    with pytest.raises(Exception, match="no such table"):
        await break_off()
    async with sqlite_store.read(long=True) as unit:
        assert await unit.kept.recall("word") is None
