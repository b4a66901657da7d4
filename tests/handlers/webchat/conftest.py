"""A served infoline without a model, its visitors, and a browser."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from playwright.async_api import Browser, Page

from bot.app import App
from tests.handlers.webchat.service import Service, Visitor


@pytest.fixture
async def service(app: App) -> AsyncIterator[Service]:
    """The whole service on a loopback port."""
    served = Service(app.asgi)
    await served.start()
    yield served
    await served.stop()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    """An HTTP client."""
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def visitor(service: Service, http: aiohttp.ClientSession) -> Visitor:
    """A person at the door."""
    return Visitor(http, service.url)


@pytest.fixture
async def page(browser: Browser, service: Service) -> AsyncIterator[Page]:
    """The web chat on a small phone, in English; no script of it may fail."""
    context = await browser.new_context(
        base_url=service.url, viewport={"width": 360, "height": 740}, locale="en-GB"
    )
    opened = await context.new_page()
    opened.set_default_timeout(20_000)
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(error.message))
    await opened.goto("/webchat")
    yield opened
    await context.close()
    assert faults == []
