"""Opening the database: closed to others, and every failure is one line without secrets."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from bot.app import open_database
from bot.config import load
from bot.errors import StartError
from bot.login import Login
from bot.store.database import Store, database_url


async def test_what_is_made_is_for_its_owner_alone(tmp_path: Path) -> None:
    settings = load(data=tmp_path / "new" / "data")
    engine, store = await open_database(settings)
    async with store.write() as unit:
        await unit.office.add_failure("somebody")
        modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in settings.data.iterdir()}
    await engine.dispose()
    assert {"infoline.db", "infoline.db-wal", "master.key"} <= set(modes)
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(settings.data.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://clerk:hidden-word@127.0.0.1:1/none",
        "postgresql://clerk:hidden-word@127.0.0.1:port/none",
        "postgresql://clerk:hidden-word@127.0.0.1:1/none?sslmode=require",
        "postgresql://clerk:hidden-word@127.0.0.1:1/none?nonsense=1",
        "postgresql://clerk:hidden-word@no-such-host.invalid/none",
    ],
)
async def test_an_address_that_does_not_work_is_named_and_not_told(
    tmp_path: Path, address: str
) -> None:
    with pytest.raises(StartError) as refused:
        await open_database(load(data=tmp_path, database_url=address))
    message = refused.value.message
    assert "database" in message
    assert "INFOLINE_DATABASE_URL" in message
    assert "hidden-word" not in message
    assert "clerk" not in message
    assert "\n" not in message


async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StartError, match="file/data cannot be used"):
        await open_database(load(data=tmp_path / "file" / "data"))


async def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "infoline.db").write_text("a shopping list " * 100, encoding="utf-8")
    with pytest.raises(StartError, match="not a database"):
        await open_database(load(data=tmp_path))


def test_sslmode_is_understood(tmp_path: Path) -> None:
    url = database_url(tmp_path, "postgresql://host/name?sslmode=require")
    assert dict(url.query) == {"ssl": "require"}


async def test_a_short_first_password_is_refused(sqlite_store: Store) -> None:
    login = Login(sqlite_store, 1)
    with pytest.raises(StartError, match="INFOLINE_ADMIN_PASSWORD must have 12"):
        await login.first_administrator("short")
    assert await login.first_administrator("long enough for this") is None
    assert await login.log_in("admin", "long enough for this", "here")
