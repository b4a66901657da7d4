"""Makes the pictures of the documents anew: ``.venv/bin/python -m tests.docs.pictures``.

A real service without a model, invented people only, Debian's Chromium. Nobody in the pictures
exists; what they write is taken from no real conversation.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from bot.app import App, build, open_database
from bot.config import ROOT, load
from tests.browser_fixture import CHROMIUM, FLAGS
from tests.builders import Clock, address, say
from tests.docs.phone_calls import called
from tests.docs.telegram_screens import SCREENS, page_of
from tests.handlers.console.visitor import PASSWORD, hire
from tests.handlers.webchat.service import Service

PICTURES = ROOT / "docs" / "pictures"
MAX_BYTES = 300_000
DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 800}
COLLEAGUE = "dora"

# Who writes, in which language, what, and how many minutes pass until the next one writes.
CALLERS: tuple[tuple[str, str, tuple[str, ...], int], ...] = (
    ("first", "fr", ("Je veux parler à un humain",), 52),
    ("second", "ar", ("السلام عليكم", "أريد أن أتكلم مع موظف"), 31),
    ("third", "ur", ("مجھے کسی انسان سے بات کرنی ہے",), 14),
    ("fourth", "fr", ("mon mari me bat",), 9),
    ("fifth", "ps", ("سلام", "زه مرم مرسته وکړئ"), 3),
)


async def main() -> None:
    """Write every picture; raises AssertionError for one that is too big for a README."""
    with tempfile.TemporaryDirectory(prefix="infoline-pictures-") as folder:
        async with _served(Path(folder)) as (app, url), _browser() as browser:
            await _console(app, browser, url)
            await _webchat(browser, url)
            await _telegram(browser, Path(folder) / "telegram")
            await _phone(browser, Path(folder) / "phone")
    for picture in PICTURES.glob("*.png"):
        assert picture.stat().st_size < MAX_BYTES, picture.name


@asynccontextmanager
async def _served(folder: Path) -> AsyncIterator[tuple[App, str]]:
    clock = Clock()
    settings = load(data=folder, nlu_url=None)
    _engine, store = await open_database(settings, clock.now)
    app = build(settings, store, clock.now)
    await _fill(app, clock)
    service = Service(app.asgi)
    await service.start()
    yield app, service.url
    await service.stop()
    await store.close()


async def _fill(app: App, clock: Clock) -> None:
    for name, language, words, minutes in CALLERS:
        for text in words:
            await say(app, text, to=address(name), hint=language)
        clock.move(minutes=minutes)


@asynccontextmanager
async def _browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        await opened.close()


async def _console(app: App, browser: Browser, url: str) -> None:
    await hire(app, COLLEAGUE, "operator")
    other = await hire(app, "mira", "operator")
    await app.desk.claim(other, (await app.desk.queue())[2].case.number)
    page = await _queue(browser, url)
    await _save(page, "console.png")
    await _save_first_case(page, "case.png")


async def _queue(browser: Browser, url: str) -> Page:
    context = await browser.new_context(base_url=url, viewport=DESK)
    page = await context.new_page()
    await page.goto("/console")
    await page.get_by_label("User name").fill(COLLEAGUE)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Log in").click()
    await page.get_by_role("heading", name="Queue").wait_for()
    return page


async def _save_first_case(page: Page, name: str) -> None:
    await page.locator("#rows tr").first.get_by_role("link").first.click()
    await page.locator("#lines").wait_for()
    await _save(page, name)
    await page.context.close()


async def _webchat(browser: Browser, url: str) -> None:
    context = await browser.new_context(base_url=url, viewport=PHONE, locale="ar")
    page = await context.new_page()
    await page.goto("/webchat")
    await page.get_by_role("button", name="العربية", exact=True).click()
    await page.locator("#text").fill("هل أدفع ثمن التذكرة؟")
    await page.locator("#text").press("Enter")
    await page.locator(".message.bot .choices button:enabled").last.wait_for()
    await _save(page, "webchat.png")
    await context.close()


async def _telegram(browser: Browser, folder: Path) -> None:
    context = await browser.new_context(viewport=PHONE)
    page = await context.new_page()
    for name, screen in SCREENS.items():
        await page.set_content(await page_of(screen, folder / name))
        await _save(page, f"telegram-{name}.png")
    await context.close()


async def _phone(browser: Browser, folder: Path) -> None:
    async with called(folder) as (place, call):
        await hire(place.app, COLLEAGUE, "operator")
        context = await browser.new_context(viewport=DESK)
        page = await context.new_page()
        await page.set_content(call)
        await _save(page, "phone-call.png")
        await context.close()
        await _save_first_case(await _queue(browser, place.web.url), "phone-case.png")


async def _save(page: Page, name: str) -> None:
    await page.evaluate("document.activeElement.blur()")
    await page.evaluate("document.fonts.ready")
    await page.screenshot(path=PICTURES / name)


if __name__ == "__main__":
    asyncio.run(main())
