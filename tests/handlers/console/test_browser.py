"""The console in a real browser: live, by keyboard alone, on a small screen, in bad weather."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from bot.app import App
from tests.builders import Clock, address, say, settle, shown
from tests.handlers.console.conftest import Visit
from tests.handlers.console.site import Site

pytestmark = pytest.mark.e2e

REPLY = "#reply-text"
WIDTH = "document.documentElement.scrollWidth"
FOCUSED = "document.activeElement.id"


async def _hold(page: Page, number: str) -> None:
    """Claim the case; its page is open then, and its script runs."""
    await page.locator(f"#claim-{number}").click()
    await page.wait_for_url(f"**/cases/{number}*")
    await expect(page.locator(REPLY)).to_be_visible()


async def test_a_new_urgent_case_is_announced_and_moves_nothing(
    app: App, case_number: str, page: Page
) -> None:
    await page.locator(f"#open-{case_number}").focus()
    await say(app, "she is bleeding and dying, help", to=address("second"))
    await expect(page.locator("#rows tr")).to_have_count(2)
    await expect(page.locator("#rows tr").first).to_contain_text("P0 Life in danger")
    await expect(page.locator("#announce")).to_contain_text("Urgent: P0, Life in danger, case K-")
    await expect(page).to_have_title("(2) Queue · Infoline")
    assert await page.evaluate(FOCUSED) == f"open-{case_number}"


async def test_what_is_typed_survives_what_comes_in(
    app: App, case_number: str, page: Page
) -> None:
    await _hold(page, case_number)
    await page.locator(REPLY).fill("سلام, half a")
    await say(app, "are you there?")
    await expect(page.locator("#lines .caller").last).to_contain_text("are you there?")
    await expect(page.locator("#announce")).to_have_text("New message from the caller")
    assert await page.evaluate(FOCUSED) == "reply-text"
    await expect(page.locator(REPLY)).to_have_value("سلام, half a")
    await page.locator(REPLY).press("Control+Enter")
    await expect(page.locator(REPLY)).to_have_value("")
    await expect(page.locator("#lines .operator")).to_contain_text("سلام, half a")
    await settle(app)
    await expect(page.locator("#lines .operator .delivery")).to_have_text("Sent")
    assert (await shown(app))[-1].text == "سلام, half a"


async def test_what_is_typed_survives_a_lost_connection(
    app: App, case_number: str, page: Page, service: Site
) -> None:
    await _hold(page, case_number)
    await page.locator(REPLY).fill("do not lose me")
    await service.stop()
    await expect(page.locator("#connection")).to_contain_text("The connection is lost.")
    await page.locator(REPLY).press("Control+Enter")
    await expect(page.locator("#reply [data-error]")).to_contain_text("Your text is kept here.")
    await say(app, "hello?")
    await service.start()
    await expect(page.locator("#lines .caller").last).to_contain_text("hello?")
    await expect(page.locator("#connection")).to_have_text("")
    await expect(page.locator(REPLY)).to_have_value("do not lose me")


async def test_what_is_typed_survives_the_end_of_the_login(
    case_number: str, page: Page, clock: Clock
) -> None:
    await _hold(page, case_number)
    await page.locator(REPLY).fill("do not lose me")
    clock.move(hours=11)
    await page.locator(REPLY).press("Control+Enter")
    await expect(page.locator("#reply [data-error]")).to_contain_text("Your session has ended.")
    await expect(page.locator("#connection")).to_contain_text("Log in in a new tab")
    await expect(page.locator(REPLY)).to_have_value("do not lose me")
    # Logged in again elsewhere, the same page can send: it learns the new login's token.
    other = await page.context.new_page()
    await other.goto("/console/login")
    await other.get_by_label("User name").fill("dora")
    await other.get_by_label("Password").fill("a long enough password")
    await other.get_by_role("button", name="Log in").click()
    await expect(other.get_by_role("heading", name="Queue")).to_be_visible()
    await expect(page.locator("#connection")).to_have_text("")
    await page.locator(REPLY).press("Control+Enter")
    await expect(page.locator("#lines .operator")).to_contain_text("do not lose me")


async def test_a_claim_by_somebody_else_is_seen_at_once(
    case_number: str, page: Page, visit: Visit
) -> None:
    other = await visit("operator", "elira")
    await other.send(f"/console/cases/{case_number}/claim")
    await expect(page.locator("#rows tr")).to_contain_text("Elira")
    await expect(page.locator(f"#claim-{case_number}")).to_have_count(0)
    await page.goto(f"/console/cases/{case_number}")
    await expect(page.locator("#card")).to_contain_text("Elira has this case.")
    await other.send(f"/console/cases/{case_number}/close", outcome="resolved")
    await expect(page.locator("#card")).to_contain_text("Closed")


async def test_by_keyboard_alone(case_number: str, page: Page) -> None:
    await page.keyboard.press("Tab")
    await expect(page.get_by_text("Skip to the content")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#main")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(page.locator(f"#open-{case_number}")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(page.locator(f"#claim-{case_number}")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(f"/cases/{case_number}"))
    await expect(page.locator(REPLY)).to_be_visible()
    for _ in range(20):
        await page.keyboard.press("Tab")
        if await page.evaluate(FOCUSED) == "reply-text":
            break
    await page.keyboard.type("I am here")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#lines .operator")).to_contain_text("I am here")


async def test_arabic_stands_from_the_right_and_numbers_stay_whole(
    app: App, case_number: str, page: Page
) -> None:
    await say(app, "أريد العودة إلى بلدي")
    await page.goto(f"/console/cases/{case_number}")
    words = page.locator("#lines .caller .words")
    assert await words.last.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert await words.first.evaluate("e => getComputedStyle(e).direction") == "ltr"
    await expect(page.locator("#card h1")).to_have_text(f"Case {case_number}")


@pytest.mark.parametrize("width", [320, 360])
async def test_fits_small_screens(app: App, case_number: str, page: Page, width: int) -> None:
    await say(app, "longword" * 40)
    await page.set_viewport_size({"width": width, "height": 700})
    for path in ("/console", f"/console/cases/{case_number}", "/console/password"):
        await page.goto(path)
        assert await page.evaluate(WIDTH) <= width, path


async def test_works_without_a_script(case_number: str, page: Page, site: str) -> None:
    browser = page.context.browser
    assert browser is not None
    context = await browser.new_context(
        base_url=site, java_script_enabled=False, storage_state=await page.context.storage_state()
    )
    plain = await context.new_page()
    await plain.goto("/console")
    await _hold(plain, case_number)
    await plain.locator(REPLY).fill("without a script")
    await plain.get_by_role("button", name="Send").click()
    await expect(plain.locator("#lines .operator")).to_contain_text("without a script")
    await plain.get_by_label("Outcome").select_option("resolved")
    await plain.get_by_role("button", name="Close and give back to the bot").click()
    await expect(plain.get_by_role("status").first).to_be_attached()
    await expect(plain.locator("main")).to_contain_text(f"Case {case_number} is closed.")
    await context.close()
