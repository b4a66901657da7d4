"""One engine for all tests of the flows."""

from __future__ import annotations

import pytest

from flows.engine import Engine


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The engine over the real content."""
    return Engine.load()
