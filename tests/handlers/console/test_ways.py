"""Another channel of the same person: offered, chosen, shown; and who opted out is left alone."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from playwright.async_api import Page, expect

from bot.app import App
from bot.messages import Delivery, SendError, Sent, Trouble
from handlers.console.door import routes
from tests.bot.phones import WHATSAPP, Phones
from tests.handlers.console.conftest import Visit
from tests.handlers.console.site import Site
from tests.handlers.console.test_browser_media import hold
from tests.handlers.console.visitor import Visitor

CLOSED = SendError(Trouble.CLOSED, "window_closed")
WORDS = "come at ten"
BANNER = "The caller has opted out of messages on this number."


@pytest.fixture
def phones(app: App) -> Phones:
    """A service with doors for phones."""
    return Phones(app)


@pytest.fixture
async def service(app: App, phones: Phones) -> AsyncIterator[Site]:
    """The console of that service on a free port."""
    asgi = FastAPI()
    asgi.include_router(routes(phones.desk, app.login, app.library, secure_cookies=False))
    listening = Site(asgi)
    await listening.start()
    yield listening
    await listening.stop()


@pytest.fixture
async def number(phones: Phones) -> str:
    """A case of somebody in danger, on WhatsApp."""
    await phones.write("help me, they beat me", WHATSAPP)
    [row] = await phones.desk.queue()
    return row.case.number


async def failed(phones: Phones, visitor: Visitor, number: str, outcome: Exception) -> int:
    """Claim and answer; the answer does not arrive. Its line."""
    await visitor.send(f"/console/cases/{number}/claim")
    await phones.send()
    phones.whatsapp.outcomes = [outcome]
    await visitor.send(f"/console/cases/{number}/reply", text=WORDS)
    await phones.send()
    return [line.n for line in await phones.lines(WHATSAPP)][-1]


async def test_what_failed_is_sent_as_an_sms(phones: Phones, visit: Visit, number: str) -> None:
    visitor = await visit("operator")
    n = await failed(phones, visitor, number, CLOSED)
    case = f"/console/cases/{number}"
    page = await visitor.get(case)
    assert "more than 24 hours have passed" in page.words
    assert page.words.count("Send as SMS") == 1
    answer = await visitor.send(f"{case}/lines/{n}/again", channel="sms")
    assert (answer.status, answer.headers["location"]) == (303, f"{case}#line-{n}")
    assert (await visitor.send(f"{case}/lines/{n}/again", channel="sms")).status == 409
    phones.sms.outcomes = [Sent("SM0")]
    await phones.send()
    await phones.report(phones.sms.taken[0].id, Delivery.DELIVERED, sid="SM0")
    assert [one.text for one in phones.sms.taken] == [WORDS]
    after = await visitor.get(case)
    assert "Send as SMS" not in after.words
    assert "Operator sent a message again, by SMS." in after.words
    assert '<span>SMS</span>\n<span class="delivery">Delivered</span>' in after.text
    assert "<span>WhatsApp</span>" in after.text


async def test_it_may_have_arrived_already(phones: Phones, visit: Visit, number: str) -> None:
    visitor = await visit("operator")
    n = await failed(phones, visitor, number, SendError(Trouble.UNKNOWN, "timeout"))
    page = await visitor.get(f"/console/cases/{number}")
    assert page.words.count("Sending again may show it twice.") == 1
    assert f'id="line-{n}-by-sms"' in page.text
    assert page.text.count(f'aria-describedby="line-{n}-hint"') == 2


async def test_only_with_the_token_and_the_case(phones: Phones, visit: Visit, number: str) -> None:
    visitor = await visit("operator")
    n = await failed(phones, visitor, number, CLOSED)
    path = f"/console/cases/{number}/lines/{n}/again"
    assert (await visitor.post(path, {"channel": "sms"})).status == 403
    other = await visit("operator", "other")
    assert "Send as" not in (await other.get(f"/console/cases/{number}")).words
    assert (await other.send(path, channel="sms")).status == 409
    assert (await visitor.send(path, channel="telegram")).status == 409
    await phones.send()
    assert phones.sms.called == []


async def test_a_reply_that_cannot_go_keeps_text_and_channel(visit: Visit, number: str) -> None:
    visitor = await visit("operator")
    await visitor.send(f"/console/cases/{number}/claim")
    page = await visitor.send(f"/console/cases/{number}/reply", text="x" * 4001, channel="sms")
    assert page.status == 422
    assert '<option value="sms" selected>SMS</option>' in page.text


async def test_who_opted_out_is_left_alone(phones: Phones, visit: Visit, number: str) -> None:
    visitor = await visit("operator")
    await visitor.send(f"/console/cases/{number}/claim")
    await phones.write("stop", WHATSAPP)
    page = await visitor.get(f"/console/cases/{number}")
    assert BANNER in page.words
    assert "The caller opted out" in page.words
    assert 'id="reply-channel"' not in page.text
    refused = await visitor.send(f"/console/cases/{number}/reply", text=WORDS)
    assert refused.status == 409
    assert "wants no messages here" in refused.words
    assert WORDS in refused.text


@pytest.mark.e2e
async def test_with_the_keyboard_alone(phones: Phones, number: str, page: Page) -> None:
    await page.reload()
    await hold(page, number)
    await phones.send()
    phones.whatsapp.outcomes = [CLOSED]
    await page.locator("#reply-text").fill(WORDS)
    await page.keyboard.press("Control+Enter")
    mine = page.locator(".entry.operator")
    await expect(mine.get_by_text("Waiting to be sent")).to_be_visible()
    await phones.send()
    button = page.get_by_role("button", name="Send as SMS this message")
    await expect(button).to_be_visible()
    await button.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Dora sent a message again, by SMS.")).to_be_visible()
    phones.sms.outcomes = [Sent("SM0")]
    await phones.send()
    await phones.report(phones.sms.taken[0].id, Delivery.DELIVERED, sid="SM0")
    await expect(page.get_by_text("Delivered", exact=True)).to_be_visible()
    await page.locator("#reply-text").fill("and bring your papers")
    await page.locator("#reply-channel").focus()
    await page.keyboard.press("S")
    await expect(page.locator("#reply-channel")).to_have_value("sms")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(mine.get_by_text("and bring your papers")).to_be_visible()
    await phones.send()
    assert [one.text for one in phones.sms.taken] == [WORDS, "and bring your papers"]
    await phones.write("stop", WHATSAPP)
    await expect(page.get_by_text(BANNER)).to_be_visible()
