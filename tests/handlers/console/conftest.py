"""A service that listens, and visitors to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from playwright.async_api import Browser, Page

from bot.app import App
from tests.builders import say
from tests.handlers.console.site import Site
from tests.handlers.console.visitor import PASSWORD, Visitor, hire

Visit = Callable[..., Awaitable[Visitor]]


@pytest.fixture
async def service(app: App) -> AsyncIterator[Site]:
    """The service on a free port."""
    listening = Site(app.asgi)
    await listening.start()
    yield listening
    await listening.stop()


@pytest.fixture
def site(service: Site) -> str:
    """The address of the service."""
    return service.address


@pytest.fixture
async def stranger(app: App, site: str) -> AsyncIterator[Visitor]:
    """Somebody who is not logged in."""
    visitor = Visitor(app, site)
    yield visitor
    await visitor.http.close()


@pytest.fixture
async def visit(app: App, site: str) -> AsyncIterator[Visit]:
    """Logs in a new colleague of a role; their user name is the role."""
    visitors: list[Visitor] = []

    async def arrive(role: str, username: str | None = None) -> Visitor:
        await hire(app, username or role, role)
        visitor = Visitor(app, site)
        visitors.append(visitor)
        answer = await visitor.log_in(username or role)
        assert answer.status == 303
        return visitor

    yield arrive
    for visitor in visitors:
        await visitor.http.close()


@pytest.fixture
async def case_number(app: App) -> str:
    """A case that waits: somebody in danger wrote."""
    await say(app, "help me, they beat me")
    [row] = await app.desk.queue()
    return row.case.number


@pytest.fixture
async def page(app: App, browser: Browser, site: str) -> AsyncIterator[Page]:
    """The queue as operator Dora sees it after logging in; no script of it may fail."""
    await hire(app, "dora", "operator")
    context = await browser.new_context(base_url=site, viewport={"width": 1280, "height": 800})
    opened = await context.new_page()
    opened.set_default_timeout(20_000)
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(error.message))
    await opened.goto("/console")
    await opened.get_by_label("User name").fill("dora")
    await opened.get_by_label("Password").fill(PASSWORD)
    await opened.get_by_role("button", name="Log in").click()
    await opened.get_by_role("heading", name="Queue").wait_for()
    yield opened
    await context.close()
    assert faults == []
