"""A person at the web chat and one at the console, each in an own browser window."""

from __future__ import annotations

from playwright.async_api import Browser, Page, expect

from tests.e2e.running import ADMIN_PASSWORD, Running

PATIENCE_MS = 60_000


async def at_the_web_chat(browser: Browser, running: Running) -> Page:
    """A small phone with the web chat open."""
    context = await browser.new_context(viewport={"width": 360, "height": 740})
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    await page.goto(f"{running.base}/webchat")
    return page


async def write(page: Page, text: str) -> None:
    """Type a message and send it."""
    await page.locator("#text").fill(text)
    await page.locator("#text").press("Enter")
    await expect(page.locator(".message.mine").last).to_contain_text(text)


async def press(page: Page, label: str) -> None:
    """Press an open choice by what stands on it."""
    button = page.locator(".choices button:enabled", has_text=label).first
    await button.click(timeout=PATIENCE_MS)


async def hear(page: Page, words: str) -> None:
    """Until the last messages hold these words."""
    heard = page.locator(".message.bot, .message.operator", has_text=words)
    await expect(heard.last).to_be_visible(timeout=PATIENCE_MS)


async def at_the_console(browser: Browser, running: Running) -> Page:
    """The first administrator, looking at the queue."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    await page.goto(f"{running.base}/console")
    await page.get_by_label("User name").fill("admin")
    await page.get_by_label("Password").fill(ADMIN_PASSWORD)
    await page.get_by_role("button", name="Log in").click()
    await page.get_by_role("heading", name="Queue").wait_for()
    return page
