"""A town whose office is open, and one in which somebody takes calls."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.database import Store
from tests.builders import Clock
from tests.handlers.voice.walk.town import Town, town


@pytest.fixture
async def place(sqlite_store: Store, clock: Clock, tmp_path: Path) -> AsyncIterator[Town]:
    """Nobody takes calls: who wants a person leaves a voicemail."""
    async with town(sqlite_store, clock, tmp_path / "var") as made:
        yield made


@pytest.fixture
async def staffed(place: Town) -> Town:
    """Somebody takes calls: who wants a person waits on the line."""
    await place.operator()
    return place
