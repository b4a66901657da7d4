"""Two services with one token on one PostgreSQL: one asks Telegram, and either may be killed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.bench.telegram.double.bot_api import Double
from bot.bench.telegram.double.people import Person
from bot.bench.traffic.service import Service
from bot.keys import KEY_FILE
from bot.store.database import Store, database_url, make_engine
from bot.store.migrate import migrate
from bot.store.tables import inbound as inbounds
from bot.store.tables import outbox as rows_out
from bot.store.vault import Vault, make_key_file
from tests.builders import Clock
from tests.postgres import PostgresServer

LONGEST_SECONDS = 120


async def until_done(store: Store, written: int) -> None:
    """Wait until so many messages were stored and processed, and nothing is to be sent."""
    stored = select(func.count()).where(inbounds.c.state == "processed")
    left = select(func.count()).where(rows_out.c.state.in_(("queued", "sending")))
    async with asyncio.timeout(LONGEST_SECONDS):
        while True:
            async with store.read() as unit:
                rows = unit.people.connection
                done = (await rows.execute(stored)).scalar_one()
                waits = (await rows.execute(left)).scalar_one()
            if done >= written and not waits:
                return
            await asyncio.sleep(0.1)


def all_write(people: Sequence[Person]) -> None:
    """Each writes three times."""
    for _ in range(3):
        for person in people:
            person.write("/menu")


@pytest.mark.e2e
async def test_nothing_is_lost_or_answered_twice_and_nobody_asks_beside_the_other(
    tmp_path: Path, postgres: PostgresServer, clock: Clock
) -> None:
    url = postgres.new_database()
    engine = make_engine(database_url(tmp_path, url))
    store = Store(engine, Vault(make_key_file(tmp_path / KEY_FILE)), clock.now)
    await migrate(engine)
    await store.check_master_key()
    async with Double() as double:
        double.faults.repeat, double.faults.reorder = 0.5, True
        variables = {
            "TELEGRAM_BOT_TOKEN": double.token,
            "TELEGRAM_API_BASE": double.base,
            "INFOLINE_DATABASE_URL": url,
        }
        services = [Service(tmp_path, variables, public=False) for _ in range(2)]
        people = [double.person(f"P{number}") for number in range(6)]
        try:
            for service in services:
                await service.start()
            all_write(people)
            await until_done(store, 18)
            services[0].kill()
            all_write(people)
            await until_done(store, 36)
        finally:
            for service in services:
                service.end()
    async with store.read() as unit:
        kept = (await unit.people.connection.execute(select(func.count(inbounds.c.seq)))).scalar()
        rows = (await unit.people.connection.execute(select(rows_out.c.state))).scalars().all()
    await store.close()
    assert double.world.updates.repeated > 0
    assert kept == 36
    assert set(rows) == {"sent"}
    heard = [len(person.hears()) for person in people]
    assert sum(heard) == len(rows) == len(double.world.calls.of("sendMessage"))
    assert [call.code for call in double.world.calls.of("getUpdates") if call.code != 200] == []
