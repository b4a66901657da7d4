"""Sending a file from a case, in a real browser: with a script and without, by keyboard, small."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from bot.bench.twilio.double.people import Person
from tests.handlers.console.sending import Doors
from tests.handlers.console.sent import picture
from tests.handlers.console.site import Site
from tests.handlers.console.test_browser_media import WIDTH, hold
from tests.handlers.console.test_sent_files import amina, app, doors, number, telegram, twilio
from tests.handlers.console.visitor import PASSWORD, hire

__all__ = ["amina", "app", "doors", "number", "telegram", "twilio"]
pytestmark = pytest.mark.e2e

PNG = {"name": "الطريق.png", "mimeType": "image/png", "buffer": picture(900, 600)}
SENT = "Photo, to the caller"


@pytest.fixture
def shots() -> Path | None:
    """Where pictures for people go, if somebody wants to look."""
    given = os.environ.get("INFOLINE_TEST_SHOTS")
    return Path(given) if given else None


async def test_a_file_is_chosen_taken_back_and_sent(
    doors: Doors, number: str, amina: Person, page: Page, shots: Path | None
) -> None:
    await hold(page, number)
    field, drop = page.get_by_label("A file, with words or without"), page.locator("[data-drop]")
    await expect(drop).to_be_hidden()
    await field.set_input_files(PNG)  # type: ignore[arg-type]
    await drop.focus()
    await page.keyboard.press("Enter")
    await expect(field).to_have_value("")
    await expect(field).to_be_focused()
    await expect(drop).to_be_hidden()
    await field.set_input_files(PNG)  # type: ignore[arg-type]
    await page.locator("#reply-text").fill("هذا هو الطريق إلينا")
    await page.locator("#reply-text").press("Control+Enter")
    seen = page.get_by_role("img", name=SENT)
    await expect(seen).to_have_js_property("naturalWidth", 900)
    await expect(field).to_have_value("")
    await expect(page.locator("#reply-text")).to_have_value("")
    await expect(page.locator("#announce")).to_have_text("The file is on its way")
    await doors.send()
    await expect(page.locator("#lines .operator").last).to_contain_text("Read")
    assert amina.hears("whatsapp")[-1].files[0].content == PNG["buffer"]
    direction = "e => getComputedStyle(e).direction"
    words = page.locator("#lines .operator .words").last
    assert await words.evaluate(direction) == "rtl"
    for width in (1280, 320):
        await page.set_viewport_size({"width": width, "height": 900})
        await field.set_input_files(PNG)  # type: ignore[arg-type]
        assert await page.evaluate(WIDTH) <= width
        for place in (field, drop):
            box = await place.bounding_box()
            assert box
            assert 0 <= box["x"] <= box["x"] + box["width"] <= width
        if shots:
            await page.screenshot(path=shots / f"case-{width}.png", full_page=True)


async def test_what_is_wrong_is_told_and_what_was_typed_stays(number: str, page: Page) -> None:
    await hold(page, number)
    field, text = page.locator("#reply-file"), page.locator("#reply-text")
    await text.fill("Look at this")
    wrong = {"name": "a.png", "mimeType": "image/png", "buffer": b"no picture"}
    await field.set_input_files(wrong)  # type: ignore[arg-type]
    await page.get_by_role("button", name="Send", exact=True).click()
    failed = page.locator("#reply [data-error]")
    await expect(failed).to_have_text("WhatsApp takes no files of this type. Nothing was sent.")
    await expect(text).to_have_value("Look at this")
    assert await field.evaluate("e => e.files.length") == 1
    large = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF" + b"0" * 17_000_000}
    await field.set_input_files(large)  # type: ignore[arg-type]
    told = await field.evaluate("e => e.validationMessage")
    assert told == "This file is too big: at most 16 MB."
    await page.locator("[data-drop]").click()
    assert await field.evaluate("e => e.validationMessage") == ""


async def test_without_a_script(
    doors: Doors, number: str, amina: Person, browser: Browser, service: Site
) -> None:
    await hire(doors.app, "dora", "operator")
    context = await browser.new_context(base_url=service.address, java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"/console/cases/{number}")
    await page.get_by_label("User name").fill("dora")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Log in").click()
    await page.get_by_role("button", name="Claim this case").click()
    send, field = page.get_by_role("button", name="Send", exact=True), page.locator("#reply-file")
    await page.locator("#reply-text").fill("Look at this")
    large = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF" + b"0" * 22_000_000}
    await field.set_input_files(large)  # type: ignore[arg-type]
    await send.click()
    await expect(page.get_by_role("alert").first).to_contain_text("The file is too big")
    await expect(page.get_by_role("alert").first).to_contain_text("Choose the file again.")
    await expect(page.locator("#reply-text")).to_have_value("Look at this")
    await field.set_input_files(PNG)  # type: ignore[arg-type]
    await send.click()
    await expect(page.get_by_role("img", name=SENT)).to_have_count(1)
    await context.close()
    await doors.send()
    assert amina.hears("whatsapp")[-1].files[0].content == PNG["buffer"]
