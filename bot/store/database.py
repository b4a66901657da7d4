"""The database: opening it, units of work, and refusing a wrong master key."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import StartError
from bot.store.attachments import Attachments
from bot.store.audio import Audio
from bot.store.calls import Calls
from bot.store.cases import Cases
from bot.store.chores import Chores
from bot.store.conversations import Conversations, Events, Timers
from bot.store.corrections import Corrections
from bot.store.dialling import Dialling
from bot.store.duty import Duties
from bot.store.edits import Edits
from bot.store.inbox import Inbox
from bot.store.legs import Legs
from bot.store.links import Links
from bot.store.office import Looks, Office
from bot.store.people import People
from bot.store.phones import StaffPhones
from bot.store.reports import DeliveryReports
from bot.store.rows import Rows
from bot.store.running import Doors, Kept, Leases
from bot.store.said import Said
from bot.store.search import Search
from bot.store.sending import Sending
from bot.store.spending import Spending
from bot.store.sqlite import READ_ONLY, SCRUB, patiently, sqlite_engine
from bot.store.tables import meta
from bot.store.tally import Tally
from bot.store.transcript import Transcript
from bot.store.vault import Vault

Now = Callable[[], datetime]
MOST_WRITERS = 1000


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of work: everything in it is committed together, or not at all."""

    now: datetime
    rows: Rows
    people: People
    inbox: Inbox
    conversations: Conversations
    transcript: Transcript
    attachments: Attachments
    edits: Edits
    corrections: Corrections
    cases: Cases
    events: Events
    timers: Timers
    sending: Sending
    said: Said
    reports: DeliveryReports
    office: Office
    looks: Looks
    search: Search
    leases: Leases
    doors: Doors
    kept: Kept
    spending: Spending
    tally: Tally
    chores: Chores
    links: Links
    calls: Calls
    legs: Legs
    dialling: Dialling
    phones: StaffPhones
    duty: Duties
    audio: Audio


class Store:
    """The database with its keys. Every group of queries is reached through a unit of work."""

    def __init__(self, engine: AsyncEngine, vault: Vault, now: Now) -> None:
        """``now`` gives the current moment, aware; it is asked once for each unit of work."""
        self._engine = engine
        self._vault = vault
        self._now = now
        # SQLite has one writer at a time, and lets the others look for their chance now and then:
        # whoever is late may wait long. Here each gets its turn in the order of asking.
        at_once = 1 if engine.dialect.name == "sqlite" else MOST_WRITERS
        self._writing = asyncio.Semaphore(at_once)
        self._in_no_hurry = asyncio.Semaphore(at_once)

    @asynccontextmanager
    async def write(self, *, soon: bool = False) -> AsyncIterator[Unit]:
        """A unit of work that commits at its end and rolls back on any exception.

        ``soon``: somebody outside waits for the commit, or a provider took something, which its
        reports must not overtake. It comes before the work of loops; of those at most one stands
        before it.
        """
        async with (
            nullcontext() if soon else self._in_no_hurry,
            self._writing,
            self._engine.begin() as connection,
        ):
            yield self._unit(Rows(connection, self._vault))

    @asynccontextmanager
    async def read(self, *, long: bool = False) -> AsyncIterator[Unit]:
        """A unit of work that only reads, and never waits for those that write.

        ``long``: it looks through many rows, and must not keep the process from all else.
        """
        async with self._engine.connect() as plain, patiently(plain) if long else nullcontext():
            connection = await plain.execution_options(**{READ_ONLY: True})
            yield self._unit(Rows(connection, self._vault))

    async def check_master_key(self) -> None:
        """Bind a new database to this master key; raises StartError for a wrong one."""
        async with self._engine.begin() as connection:
            query = select(meta.c.value).where(meta.c.key == "master_key_proof")
            proof = (await connection.execute(query)).scalar_one_or_none()
            if proof is None:
                row = {"key": "master_key_proof", "value": self._vault.proof()}
                await connection.execute(insert(meta).values(**row))
            elif not self._vault.recognises(proof):
                msg = (
                    "The master key does not belong to this database. Nothing was changed. "
                    "Set INFOLINE_MASTER_KEY, or put back master.key, as it was when the "
                    "database was made."
                )
                raise StartError(msg)

    def secret(self, *use: str) -> str:
        """A secret (64 hex digits) of this deployment for one use, the same in each process."""
        return self._vault.lookup("secret", *use)

    async def scrub(self) -> None:
        """Leave no copy of what was deleted in SQLite's log; other databases keep theirs.

        Waits for short readings; where one takes long, the next call does it.
        """
        if self._engine.dialect.name != "sqlite":
            return
        async with self._engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            for pragma in SCRUB:
                await driver.execute_fetchall(f"PRAGMA {pragma}")

    async def close(self) -> None:
        """Give the connections back."""
        await self._engine.dispose()

    def _unit(self, rows: Rows) -> Unit:
        now = self._now()
        return Unit(
            now=now,
            rows=rows,
            people=People(rows, now),
            inbox=Inbox(rows, now),
            conversations=Conversations(rows, now),
            transcript=Transcript(rows, now),
            attachments=Attachments(rows, now),
            edits=Edits(rows, now),
            corrections=Corrections(rows, now),
            cases=Cases(rows, now),
            events=Events(rows, now),
            timers=Timers(rows, now),
            sending=Sending(rows, now),
            said=Said(rows, now),
            reports=DeliveryReports(rows, now),
            office=Office(rows, now),
            looks=Looks(rows, now),
            search=Search(rows, now),
            leases=Leases(rows, now),
            doors=Doors(rows, now),
            kept=Kept(rows, now),
            spending=Spending(rows, now),
            tally=Tally(rows, now),
            chores=Chores(rows, now),
            links=Links(rows, now),
            calls=Calls(rows, now),
            legs=Legs(rows, now),
            dialling=Dialling(rows, now),
            phones=StaffPhones(rows, now),
            duty=Duties(rows, now),
            audio=Audio(rows, now),
        )


def database_url(data: Path, given: str | None) -> URL:
    """The database's address with an asynchronous driver: ``given``, or SQLite in ``data``."""
    if not given:
        return URL.create("sqlite+aiosqlite", database=str(data / "infoline.db"))
    url = make_url(given)
    if url.get_backend_name() == "sqlite":
        return url.set(drivername="sqlite+aiosqlite")
    if "sslmode" in url.query:  # the name that PostgreSQL's own programs give it
        query = {("ssl" if key == "sslmode" else key): url.query[key] for key in url.query}
        url = url.set(query=query)
    return url.set(drivername="postgresql+asyncpg")


def make_engine(url: URL) -> AsyncEngine:
    """An engine for ``url``; what it raises never repeats the values of a statement."""
    if url.get_backend_name() != "sqlite":
        return create_async_engine(
            url, pool_size=10, max_overflow=10, pool_pre_ping=True, hide_parameters=True
        )
    return sqlite_engine(url)
