"""Databases of earlier versions: what lies in them is there after the migration."""

from __future__ import annotations

from datetime import UTC, datetime

from alembic import command
from sqlalchemy import Connection, bindparam, text
from sqlalchemy.engine import URL

from bot.store.columns import Moment
from bot.store.database import make_engine
from bot.store.migrate import alembic_config, migrate

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
ROWS = (
    "INSERT INTO person (id, created_at, language_chosen, last_n) VALUES ('p', :now, false, 1)",
    "INSERT INTO address (id, person_id, channel, lookup, identifier_sealed, status, created_at) "
    "VALUES ('a', 'p', 'webchat', 'l', :sealed, 'active', :now)",
    "INSERT INTO inbound (id, person_id, address_id, external_hash, payload_sealed, received_at, "
    "state, attempts) VALUES ('i', 'p', 'a', 'h', :sealed, :now, 'received', 0)",
    "INSERT INTO conversation (id, person_id, address_id, channel, state, owner, owner_version, "
    "opened_at, last_at) VALUES ('c', 'p', 'a', 'webchat', 'open', 'bot', 0, :now, :now)",
    "INSERT INTO message (id, conversation_id, person_id, address_id, n, direction, author, "
    "text_sealed, degraded, sensitive, created_at) "
    "VALUES ('m', 'c', 'p', 'a', 1, 'out', 'bot', :sealed, false, false, :now)",
    "INSERT INTO outbox (message_id, address_id, channel, state, attempts, due_at) "
    "VALUES ('m', 'a', 'webchat', 'queued', 0, :now)",
)


async def test_what_waited_before_the_messenger_tables_still_waits(url: URL) -> None:
    engine = make_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(_as_of_version_two)
    await migrate(engine)
    async with engine.connect() as connection:
        waiting = (await connection.execute(text("SELECT id, delivery_hash FROM inbound"))).one()
        due = (await connection.execute(text("SELECT message_id, act FROM outbox"))).one()
    assert (tuple(waiting), tuple(due)) == (("i", None), ("m", "send"))
    async with engine.begin() as connection:
        await connection.run_sync(_back_to_version_two)
        assert (
            await connection.execute(text("SELECT state FROM outbox"))
        ).scalar_one() == "queued"
    await engine.dispose()


def _as_of_version_two(connection: Connection) -> None:
    command.upgrade(alembic_config(connection), "0002")
    for statement in ROWS:
        given = {"now": NOW, "sealed": b"x"}
        used = {name: value for name, value in given.items() if f":{name}" in statement}
        typed = [bindparam("now", type_=Moment())] if "now" in used else []
        connection.execute(text(statement).bindparams(*typed), used)


def _back_to_version_two(connection: Connection) -> None:
    command.downgrade(alembic_config(connection), "0002")
