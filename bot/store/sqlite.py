"""SQLite: how it is opened, and statements without a detour through a thread."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import aiosqlite
from sqlalchemy import Connection, event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

READ_ONLY = "infoline_read_only"
LOCK_SECONDS = 30
QUICK = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
ROWS_AT_ONCE = 64

# What is deleted is overwritten: a key that was destroyed must not stay in a free page.
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")
SCRUB = (
    "busy_timeout=1000",
    "wal_checkpoint(TRUNCATE)",
    f"busy_timeout={LOCK_SECONDS * 1000}",
)


class DirectConnection(aiosqlite.Connection):
    """Runs at once what neither waits for a lock nor for the disk: statements of a transaction
    that has begun. A tenth of a millisecond of work is not worth five of handing it to a thread
    and back. Beginning, committing and everything else goes the library's way.

    While ``patient``, all statements do: those of somebody who looks through the whole database.
    """

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        """``connector`` opens the database for use in any thread."""
        super().__init__(connector, ROWS_AT_ONCE)
        # A program must be able to end while a connection is open.
        self._thread.daemon = True
        self._handed_over: set[object] = set()
        self.patient = False

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        # Whoever was cancelled may have left something in the thread: it comes first.
        if not self.patient and not self._handed_over and is_quick(fn, args):
            return fn(*args, **kwargs)
        mark = object()
        self._handed_over.add(mark)
        return await super()._execute(self._marked, mark, partial(fn, *args, **kwargs))  # type: ignore[no-untyped-call]

    def _marked(self, mark: object, work: Callable[[], Any]) -> Any:
        try:
            return work()
        finally:
            self._handed_over.discard(mark)


def is_quick(work: Callable[..., Any], args: tuple[Any, ...]) -> bool:
    """Whether ``work`` is a cursor's, and waits for nothing."""
    owner = getattr(work, "__self__", None)
    if isinstance(owner, sqlite3.Connection):
        return work.__name__ == "cursor"
    if not isinstance(owner, sqlite3.Cursor):
        return False
    return not args or not isinstance(args[0], str) or args[0].lstrip().startswith(QUICK)


def sqlite_engine(url: URL) -> AsyncEngine:
    """An engine for the file of ``url``, with write-ahead logging and full durability.

    What it raises never repeats the values of a statement.
    """

    engine = create_async_engine(
        url, pool_size=10, connect_args={"timeout": LOCK_SECONDS}, hide_parameters=True
    )
    event.listen(engine.sync_engine, "do_connect", _connect)
    event.listen(engine.sync_engine, "connect", _tune)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


@asynccontextmanager
async def patiently(connection: AsyncConnection) -> AsyncIterator[None]:
    """All statements of ``connection`` go through its thread meanwhile, if it is one of SQLite."""
    driver = (await connection.get_raw_connection()).driver_connection
    if not isinstance(driver, DirectConnection):
        yield
        return
    driver.patient = True
    try:
        yield
    finally:
        driver.patient = False


def _connect(dialect: Any, _record: Any, args: Any, named: Any) -> Any:
    async def opened(*args: Any, **named: Any) -> aiosqlite.Connection:
        return await DirectConnection(partial(sqlite3.connect, *args, **named))

    # Used by one at a time, though in turn by the loop and by the connection's own thread.
    named["check_same_thread"] = False
    return dialect.dbapi.connect(*args, async_creator_fn=opened, **named)


def _tune(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where SQLAlchemy says, not the driver
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Writers queue up at the start, so that none fails half-way with "database is locked"."""
    read_only = connection.get_execution_options().get(READ_ONLY)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
