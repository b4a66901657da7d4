"""The web chat in a real browser, on a small phone, with the whole service behind it."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page, Route, expect
from tenacity import AsyncRetrying, stop_after_delay, wait_fixed

from bot.app import App
from bot.messages import Address
from bot.store.records import Line
from tests.handlers.webchat.service import Service

pytestmark = pytest.mark.e2e

BOT = ".message.bot"
MINE = ".message.mine"
OPEN_CHOICES = ".choices button:enabled"
LAST = "that is all"
OUTSIDE = """width => Array.from(document.querySelectorAll("#page *")).filter(node => {
  const box = node.getBoundingClientRect();
  return box.width && (box.left < 0 || box.right > width);
}).map(node => node.outerHTML.slice(0, 80))"""
FLOOD = """async ([session, times]) => {
  for (let n = 0; n < times; n++) {
    await fetch("/webchat/messages", {
      method: "POST",
      headers: {"Content-Type": "application/json"},
      body: JSON.stringify({session, id: "f" + n, choice: "menu:main"}),
    });
  }
}"""


async def _write(page: Page, text: str) -> None:
    await page.locator("#text").fill(text)
    await page.locator("#text").press("Enter")


async def _pick(page: Page, language: str) -> None:
    await page.get_by_role("button", name=language, exact=True).click()


async def _begin(page: Page) -> None:
    await _pick(page, "English")
    await page.locator("#menu").click()
    await expect(page.locator(OPEN_CHOICES).first).to_be_visible()


async def _heard(app: App, page: Page) -> list[str | None]:
    """Everything that the service took, once it has taken a last message after it."""
    await _write(page, LAST)
    heard: list[str | None] = []
    async for attempt in AsyncRetrying(stop=stop_after_delay(20), wait=wait_fixed(0.1)):
        with attempt:
            heard = [line.choice or line.text for line in await _lines_in(app, page)]
            assert heard[-1:] == [LAST]
    return heard


async def _lines_in(app: App, page: Page) -> list[Line]:
    session = await page.evaluate("JSON.parse(localStorage.infoline).session")
    assert len(session) >= 32
    async with app.store.read() as unit:
        contact = await unit.people.find(Address("webchat", session))
        assert contact
        conversation = await unit.conversations.find_open(contact.id)
        assert conversation
        return [x for x in await unit.transcript.lines(conversation) if x.direction == "in"]


async def test_french_a_question_a_choice_and_a_reload(page: Page) -> None:
    await _pick(page, "Français")
    assert await page.locator("html").get_attribute("lang") == "fr"
    await expect(page.get_by_role("button", name="Envoyer")).to_be_visible()
    await _write(page, "Je voudrais rentrer dans mon pays")
    await expect(page.locator(MINE)).to_contain_text("Je voudrais rentrer")
    await expect(page.locator(OPEN_CHOICES).first).to_be_visible()
    old = page.locator(".choices button").first
    label = (await old.text_content()) or ""
    heard = await page.locator(BOT).count()
    await old.click()
    await expect(page.locator(MINE)).to_have_count(2)
    await expect(old).to_be_disabled()
    await expect(old).to_be_visible()
    await expect(page.locator(BOT).nth(heard)).to_be_visible()
    await expect(page.locator(OPEN_CHOICES).first).to_be_visible()
    before = await page.locator("#log .body").all_inner_texts()
    assert label in before
    await page.reload()
    await expect(page.locator("#log .body")).to_have_text(before)
    await expect(page.locator(MINE).last).to_be_in_viewport()
    assert await page.locator("html").get_attribute("lang") == "fr"


async def test_arabic_turns_the_page_and_each_message_has_its_own_direction(page: Page) -> None:
    await _pick(page, "العربية")
    assert await page.locator("html").get_attribute("dir") == "rtl"
    leave = await page.locator("#leave").bounding_box()
    title = await page.locator("header h1").bounding_box()
    assert leave
    assert title
    assert leave["x"] < title["x"]
    await _write(page, "bghit nerja3 l bladi")
    await expect(page.locator(BOT).first).to_be_visible()
    first = page.locator(f"{BOT} .body").first
    language = await first.get_attribute("lang")
    rtl = language in ("ar", "fa", "ps", "ur")
    assert await first.get_attribute("dir") == ("rtl" if rtl else "ltr")
    assert await page.locator(f"{MINE} .body").evaluate("e => e.matches(':dir(ltr)')")


async def test_what_is_written_while_the_service_is_away_is_sent_once(
    app: App, service: Service, page: Page
) -> None:
    await _begin(page)
    await service.stop()
    await _write(page, "is it free?")
    await expect(page.locator(f"{MINE} .state").last).to_contain_text("Not sent yet")
    await expect(page.locator("#offline")).to_contain_text("No connection")
    await service.start()
    await page.get_by_role("button", name="Try again").click()
    await expect(page.locator(f"{MINE} .state").last).to_have_text("Sent")
    await expect(page.locator("#offline")).to_be_hidden()
    assert await _heard(app, page) == ["menu:main", "is it free?", LAST]


async def test_what_the_service_stored_without_being_able_to_say_so_is_not_doubled(
    app: App, page: Page
) -> None:
    await _begin(page)
    lost = 0

    async def lose_the_first_answer(route: Route) -> None:
        nonlocal lost
        lost += 1
        await route.fetch()
        await route.abort()

    await page.route("**/webchat/messages", lose_the_first_answer, times=1)
    await _write(page, "is it free?")
    await expect(page.locator(f"{MINE} .state").last).to_contain_text("Not sent yet")
    await page.reload()
    await expect(page.locator(f"{MINE} .state").last).to_have_text("Sent")
    assert lost == 1
    assert await _heard(app, page) == ["menu:main", "is it free?", LAST]


async def test_leaving_quickly_leaves_nothing_behind(page: Page, service: Service) -> None:
    await _begin(page)
    other = await page.context.new_page()
    await other.goto("/webchat")
    await expect(other.locator(MINE).first).to_be_visible()
    await page.locator("#leave").click()
    await page.wait_for_url("about:blank")
    await other.wait_for_url("about:blank")
    assert await page.evaluate("document.body.innerText") == ""
    await page.goto(f"{service.url}/webchat")
    await expect(page.locator("#welcome")).to_be_visible()
    assert await page.locator(".message").count() == 0
    assert await page.evaluate("document.cookie") == ""


async def test_a_new_conversation_has_a_new_secret(page: Page) -> None:
    await _begin(page)
    old = await page.evaluate("JSON.parse(localStorage.infoline).session")
    page.once("dialog", lambda dialog: dialog.accept())
    await page.locator("#new").click()
    await expect(page.locator("#welcome")).to_be_visible()
    assert await page.locator(".message").count() == 0
    assert await page.evaluate("JSON.parse(localStorage.infoline).session") != old


async def test_a_message_that_is_too_long_is_kept_and_explained(page: Page) -> None:
    await page.locator("#text").fill("a" * 20_001)
    await page.locator("#text").press("Enter")
    await expect(page.locator("#status")).to_contain_text("too long")
    assert len(await page.locator("#text").input_value()) == 20_001
    await page.locator("#text").fill("one")
    await page.locator("#text").press("Shift+Enter")
    assert await page.locator("#text").input_value() == "one\n"


async def test_a_flood_is_explained_and_sent_later(app: App, page: Page) -> None:
    await _begin(page)
    session = await page.evaluate("JSON.parse(localStorage.infoline).session")
    await page.evaluate(
        FLOOD,
        [session, app.settings.webchat_per_minute],
    )
    await _write(page, "is it free?")
    await expect(page.locator(f"{MINE} .state").last).to_contain_text("sent by itself")
    kept = await page.evaluate("JSON.parse(localStorage.infoline).mine.pop()")
    assert (kept["text"], kept["state"]) == ("is it free?", "sending")


async def test_it_works_with_blocked_storage_and_with_the_keyboard_alone(
    browser: Browser, service: Service
) -> None:
    context = await browser.new_context(base_url=service.url, locale="en-GB")
    await context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('blocked'); }});"
    )
    page = await context.new_page()
    await page.goto("/webchat")
    await expect(page.locator("#not-kept")).to_be_visible()
    for _ in range(30):
        if await page.evaluate("document.activeElement.id") == "menu":
            break
        await page.keyboard.press("Tab")
    outline = await page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"
    await page.keyboard.press("Enter")
    await expect(page.locator(OPEN_CHOICES).first).to_be_visible()
    await context.close()


@pytest.mark.parametrize("language", ["English", "اردو", "Shqip"])
async def test_nothing_is_wider_than_a_very_small_screen(page: Page, language: str) -> None:
    await page.set_viewport_size({"width": 320, "height": 480})
    await _pick(page, language)
    await page.locator("#menu").click()
    await expect(page.locator(OPEN_CHOICES).first).to_be_visible()
    await _write(page, "w" * 300)
    await expect(page.locator(f"{MINE} .state").last).to_have_class("state")
    assert await page.evaluate(OUTSIDE, 320) == []
