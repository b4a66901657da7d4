"""After an erasure nothing is left that the key could be read from."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from bot.app import App
from bot.store.tables import person
from tests.builders import Clock, say


def _files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("infoline.db*"))


async def test_the_destroyed_key_is_in_none_of_the_files(
    app: App, clock: Clock, tmp_path: Path
) -> None:
    await say(app, "delete my data")
    await say(app, "yes")
    async with app.store.read() as unit:
        key = (await unit.rows.connection.execute(select(person.c.data_key))).scalar_one()
    assert key in _files(tmp_path)
    clock.move(minutes=3)
    await app.clock.tick()
    assert key not in _files(tmp_path)
