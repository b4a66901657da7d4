"""What people send on messengers, in a real browser: seen, heard, sent again, live."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, Response, expect

from bot.app import App
from bot.messages import Delivery, Media, MediaKind
from tests.builders import address, say, settle
from tests.handlers.console.sent import fetched, photo, picture, send, silence, written
from tests.handlers.console.test_again import received, stuck
from tests.handlers.console.test_alarms import report

pytestmark = pytest.mark.e2e

SECONDS = 8
WIDTH = "document.documentElement.scrollWidth"
LOADED = "e => e.complete && e.naturalWidth"
LONG_NAME = "a" * 100 + ".pdf"
VOICE = Media(MediaKind.VOICE, ref="v", mime="audio/mpeg", seconds=SECONDS)


async def hold(page: Page, number: str) -> None:
    """Claim the case; its page is open then."""
    await page.locator(f"#claim-{number}").click()
    await page.wait_for_url(f"**/cases/{number}*")
    await expect(page.locator("#reply-text")).to_be_visible()


async def fill(app: App) -> None:
    """Everything that a person on a messenger sends, in two directions of writing."""
    await send(
        app, written("هذه صورة", quoted="Can you show us?", forwarded=True), photo(), photo()
    )
    await fetched(app, picture(900, 600), "image/png")
    await send(app, None, VOICE)
    await fetched(app, silence(SECONDS), "audio/mpeg")
    await send(app, None, Media(MediaKind.VIDEO, ref="f", mime="video/mp4", seconds=4))
    await fetched(app, b"film", "video/mp4")
    await send(app, None, Media(MediaKind.DOCUMENT, ref="d", name=LONG_NAME))
    await fetched(app, b"%PDF-1.4", "application/pdf")
    await send(
        app, None, Media(MediaKind.LOCATION, latitude=42.66, longitude=21.16, note="محطة الحافلات")
    )
    await send(app, None, Media(MediaKind.CONTACT, refused="not_own"), photo())


async def test_a_photo_is_seen_and_opens_in_full_size(
    app: App, case_number: str, page: Page
) -> None:
    await send(app, None, photo())
    await fetched(app, picture(900, 600), "image/png")
    await page.goto(f"/console/cases/{case_number}")
    seen = page.get_by_role("img", name="Photo, from the caller")
    await seen.scroll_into_view_if_needed()
    await expect(seen).to_have_js_property("naturalWidth", 900)
    box = await seen.bounding_box()
    assert box is not None
    assert box["height"] == 192
    async with page.context.expect_page() as opening:
        await seen.click()
    whole = await opening.value
    await expect(whole.locator("img")).to_have_js_property("naturalWidth", 900)


async def test_a_voice_message_is_heard_and_wound_on(
    app: App, case_number: str, page: Page
) -> None:
    await send(app, None, VOICE)
    await fetched(app, silence(SECONDS), "audio/mpeg")
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer) if "/files/" in answer.url else None)
    await page.goto(f"/console/cases/{case_number}")
    player = page.locator("audio")
    await expect(player).to_have_attribute("aria-label", "Voice message, from the caller")
    assert answers == []
    await player.evaluate("e => { e.muted = true; return e.play(); }")
    await player.evaluate("e => { e.currentTime = 6; }")
    await expect(player).to_have_js_property("seeking", False)
    assert await player.evaluate("e => e.currentTime") >= 6
    assert answers[0].status == 206


async def test_whoever_listens_goes_on_listening(app: App, case_number: str, page: Page) -> None:
    await hold(page, case_number)
    await send(app, written("listen", id="1:7"), VOICE, photo())
    await fetched(app, silence(SECONDS), "audio/mpeg", most=1)
    player = page.locator("audio")
    await expect(player).to_be_attached()
    await player.evaluate("e => { e.muted = true; e.mine = true; return e.play(); }")
    await fetched(app, picture(), "image/png")  # the same line changes
    await expect(page.locator("#lines img")).to_be_attached()
    assert await player.evaluate("e => e.mine && !e.paused")
    await say(app, "did you hear?")
    await expect(page.locator("#lines .caller").last).to_contain_text("did you hear?")
    assert await player.evaluate("e => e.mine && !e.paused")


async def test_a_photo_stays_while_its_line_changes(
    app: App, case_number: str, page: Page
) -> None:
    """Fetching it again would leave a trace, as if somebody had looked again."""
    await send(app, None, photo(), photo())
    await fetched(app, picture(), "image/png", most=1)
    fetches: list[str] = []
    page.on("request", lambda r: fetches.append(r.url) if "/files/" in r.url else None)
    await page.goto(f"/console/cases/{case_number}")
    await expect(page.locator("#lines img")).to_have_js_property("naturalWidth", 60)
    await page.locator("#lines img").evaluate("e => { e.mine = true; }")
    await fetched(app, picture(80), "image/png")
    await expect(page.locator("#lines img")).to_have_count(2)
    await expect(page.locator("#lines img").last).to_have_js_property("naturalWidth", 80)
    assert await page.locator("#lines img").first.evaluate("e => e.mine")
    assert len(fetches) == len(set(fetches)) == 2


async def test_sent_again_by_keyboard_while_something_is_typed(
    app: App, case_number: str, page: Page
) -> None:
    await hold(page, case_number)
    await settle(app)
    await page.locator("#reply-text").fill("come at ten")
    await page.locator("#reply-text").press("Control+Enter")
    await expect(page.locator("#lines .operator")).to_contain_text("Waiting to be sent")
    n = await stuck(app, case_number, Delivery.UNKNOWN)
    app.bell.ring("desk")
    await expect(page.locator(f"#line-{n}-hint")).to_contain_text("may show it twice")
    await page.locator("#reply-text").fill("half a sentence")
    again = page.get_by_role("button", name="Send again this message")
    await again.focus()
    await page.keyboard.press("Enter")
    await expect(again).to_have_count(0)
    await expect(page.locator("#announce")).to_have_text("Sent again")
    await expect(page.locator(f"#line-{n}")).to_be_focused()
    await expect(page.locator("#reply-text")).to_have_value("half a sentence")
    await settle(app)
    await expect(page.locator(f"#line-{n} .delivery")).to_have_text("Sent")
    assert await received(app) == 1


async def test_a_refusal_is_told_beside_the_button(app: App, case_number: str, page: Page) -> None:
    await hold(page, case_number)
    await settle(app)
    await page.locator("#reply-text").fill("come at ten")
    await page.locator("#reply-text").press("Control+Enter")
    await expect(page.locator("#lines .operator")).to_contain_text("Waiting to be sent")
    n = await stuck(app, case_number, Delivery.FAILED)
    app.bell.ring("desk")
    again = page.locator(f"#line-{n}-again")
    await expect(again).to_be_visible()
    async with app.store.write() as unit:
        contact = await unit.people.find(address())
        assert contact is not None
        await unit.people.mark(contact.id, "dead")
    await again.click()
    told = page.locator(f"#line-{n} [role=alert]")
    await expect(told).to_contain_text("This person cannot be reached here at present.")


async def test_an_alarm_comes_and_goes_by_itself(app: App, page: Page) -> None:
    alarm = page.get_by_role("alert")
    await expect(alarm).to_have_text("")
    await report(app, "unreachable", 7)
    await expect(alarm).to_contain_text("Telegram cannot be reached.")
    await expect(page.locator("#backlogs")).to_have_text("7 messages wait at Telegram.")
    await report(app, None)
    await expect(alarm).to_have_text("")


@pytest.mark.parametrize("width", [320, 360])
async def test_all_of_it_fits_small_screens(
    app: App, case_number: str, page: Page, width: int
) -> None:
    await fill(app)
    await report(app, "webhook_elsewhere", 142)
    await page.set_viewport_size({"width": width, "height": 700})
    for path in ("/console", f"/console/cases/{case_number}"):
        await page.goto(path)
        assert await page.evaluate(WIDTH) <= width, path
    for element in await page.locator(".file :is(img, audio, video, p)").all():
        box = await element.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


async def test_arabic_stands_from_the_right_and_a_place_from_the_left(
    app: App, case_number: str, page: Page
) -> None:
    await fill(app)
    await page.goto(f"/console/cases/{case_number}")
    directions = await page.locator(".copied").evaluate_all(
        "all => all.map((e) => getComputedStyle(e).direction)"
    )
    assert directions == ["rtl", "ltr"]
    caption = page.locator("#lines .words", has_text="هذه صورة")
    assert await caption.evaluate("e => getComputedStyle(e).direction") == "rtl"
    quoted = page.locator("blockquote .words")
    assert await quoted.evaluate("e => getComputedStyle(e).direction") == "ltr"


async def test_without_a_script(app: App, case_number: str, page: Page, site: str) -> None:
    await hold(page, case_number)
    await settle(app)
    await page.locator("#reply-text").fill("come at ten")
    await page.locator("#reply-text").press("Control+Enter")
    await expect(page.locator("#lines .operator")).to_contain_text("Waiting to be sent")
    n = await stuck(app, case_number, Delivery.FAILED)
    await send(app, None, photo())
    await fetched(app, picture(), "image/png")
    browser = page.context.browser
    assert browser is not None
    context = await browser.new_context(
        base_url=site, java_script_enabled=False, storage_state=await page.context.storage_state()
    )
    plain = await context.new_page()
    await plain.goto(f"/console/cases/{case_number}")
    await expect(plain.get_by_role("img", name="Photo, from the caller")).to_be_visible()
    await plain.get_by_role("button", name="Send again this message").dblclick()
    await expect(plain.locator(f"#line-{n}")).to_contain_text("Waiting to be sent")
    await context.close()
    await settle(app)
    assert await received(app) == 1


async def test_a_number_in_arabic_is_read_from_the_left(
    app: App, case_number: str, page: Page
) -> None:
    await say(app, "رقمي +383 44 123 456")
    await page.goto(f"/console/cases/{case_number}")
    number = page.locator("#lines .caller bdi")
    await expect(number).to_have_text("+383 44 123 456")
    places = await number.evaluate(
        """e => [0, e.firstChild.length - 1].map((at) => {
            const range = document.createRange();
            range.setStart(e.firstChild, at);
            range.setEnd(e.firstChild, at + 1);
            return range.getBoundingClientRect().left;
        })"""
    )
    assert places[0] < places[1]


async def test_a_long_conversation_makes_the_page_no_longer(
    app: App, case_number: str, page: Page
) -> None:
    await fill(app)
    await page.goto(f"/console/cases/{case_number}")
    assert await page.locator("#lines").evaluate("e => e.scrollHeight") > 1200
    assert await page.evaluate("document.documentElement.scrollHeight") <= 900


async def test_what_is_pressed_is_large_enough_for_a_finger(
    app: App, case_number: str, page: Page
) -> None:
    await fill(app)
    await page.set_viewport_size({"width": 320, "height": 700})
    await page.goto(f"/console/cases/{case_number}")
    for element in await page.locator("main :is(a, button), .me :is(a, button)").all():
        box = await element.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24
    assert await page.evaluate(WIDTH) <= 320
