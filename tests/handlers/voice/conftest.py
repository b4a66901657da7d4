"""The door over a switchboard that says what a test wrote down."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.handlers.voice.board import Board
from tests.handlers.voice.site import Line, serving


@pytest.fixture
def board() -> Board:
    """Nothing has happened."""
    return Board()


@pytest.fixture
async def line(board: Board) -> AsyncIterator[Line]:
    """Somebody's call."""
    async with serving(board) as made:
        yield made
