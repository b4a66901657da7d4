"""One whole infoline for all tests that only talk to it, and real browsers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.running import Running, infoline


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory, trained_model: Path) -> Iterator[Running]:
    """``./infoline up`` with real Rasa, understanding."""
    with infoline(tmp_path_factory.mktemp("infoline") / "var", trained_model) as found:
        found.wait_for_model()
        yield found
