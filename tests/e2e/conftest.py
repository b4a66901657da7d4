"""One whole infoline for all tests that only talk to it, and real browsers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.e2e.running import Running, infoline

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory, trained_model: Path) -> Iterator[Running]:
    """``./infoline up`` with real Rasa, understanding."""
    with infoline(tmp_path_factory.mktemp("infoline") / "var", trained_model) as found:
        found.wait_for_model()
        yield found


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium."""
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        await opened.close()
