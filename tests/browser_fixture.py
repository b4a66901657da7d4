"""A real browser: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, async_playwright, expect

CHROMIUM = "/usr/bin/chromium"
# It runs as root in a closed network, and must not try to reach anybody by itself.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

PATIENCE_MS = 20_000
"""How long a page may take before something counts as missing: the machine may be busy."""

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A running browser."""
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        await opened.close()
