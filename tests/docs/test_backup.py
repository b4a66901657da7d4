"""What README.md says of backups, done: copied while it is open, restored, with each key."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.config import ROOT
from bot.errors import StartError
from bot.store.database import Store, database_url, make_engine
from bot.store.vault import Vault
from tests.builders import MASTER_KEY, Clock, address, inbound

COMMAND = re.compile(r'\.venv/bin/python -c "([^"]+)"')
TEXT = "a question that must come back"


@pytest.fixture
async def copy(sqlite_store: Store, tmp_path: Path) -> Path:
    """A backup of a database that is in use, made by the command that the README names."""
    async with sqlite_store.write() as unit:
        await unit.inbox.add(inbound(TEXT), await unit.people.contact(address()))
    found = COMMAND.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert found
    program = found[1].replace("var/infoline.db", "infoline.db")
    folder = tmp_path / "restored"
    program = program.replace("infoline-copy.db", "restored/infoline.db")
    folder.mkdir()
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True)
    return folder


async def first_text(folder: Path, clock: Clock, key: bytes) -> str | None:
    """The message that waits in a restored database; raises StartError."""
    store = Store(make_engine(database_url(folder, None)), Vault(key), clock.now)
    try:
        await store.check_master_key()
        async with store.read() as unit:
            contact = await unit.people.find(address())
            assert contact
            waiting = await unit.inbox.oldest(contact.person_id)
            return waiting.payload["text"] if waiting else None
    finally:
        await store.close()


async def test_a_backup_is_read_with_its_key_and_refused_with_another(
    copy: Path, clock: Clock
) -> None:
    assert await first_text(copy, clock, MASTER_KEY) == TEXT
    with pytest.raises(StartError, match="does not belong to this database"):
        await first_text(copy, clock, b"x" * 32)


async def test_a_backup_without_the_key_shows_no_text(copy: Path) -> None:
    assert TEXT.encode() not in (copy / "infoline.db").read_bytes()
    with closing(sqlite3.connect(copy / "infoline.db")) as database:
        assert database.execute("SELECT count(*) FROM inbound").fetchone() == (1,)


async def test_who_was_erased_comes_back_with_an_older_backup(
    sqlite_store: Store, copy: Path, clock: Clock
) -> None:
    async with sqlite_store.write() as unit:
        contact = await unit.people.find(address())
        assert contact
        await unit.people.erase(contact.person_id)
        assert await unit.people.find(address()) is None
    assert await first_text(copy, clock, MASTER_KEY) == TEXT
