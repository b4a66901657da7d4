"""The phone at the desk: own numbers, calls of a case, and what the queue says of callers."""

from __future__ import annotations

import ast
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from playwright.async_api import Page, expect

from bot.app import App
from bot.config import ROOT
from bot.policy import Interpreter
from bot.store.legs import WANTS_CALL
from bot.telephony import Stage
from handlers.console.call_words import SENTENCES, STATES, UNMADE
from handlers.console.door import routes
from tests.bot.exchange import INTERPRETER, OPERATOR, Office, sid
from tests.handlers.console.conftest import Visit
from tests.handlers.console.site import Site

# Which argument of what names what happened in a call.
PLACES = {"unit.calls.add_event": 1, "_once": 2, "self._note": 1}
NEVER = 99


@pytest.fixture
def office(app: App) -> Office:
    interpreters = (
        Interpreter("ar", "mornings", "+38344100004"),
        Interpreter("en", "weekdays", INTERPRETER),
    )
    return Office(app, interpreters=interpreters)


@pytest.fixture
async def service(app: App, office: Office) -> AsyncIterator[Site]:
    """The console of a service that can call people."""
    asgi = FastAPI()
    asgi.include_router(routes(office.desk, app.login, app.library, secure_cookies=False))
    listening = Site(asgi)
    await listening.start()
    yield listening
    await listening.stop()


async def test_an_own_number_is_kept_and_taken_back(visit: Visit) -> None:
    visitor = await visit("operator")
    assert "Take calls now" not in (await visitor.get("/console/phone")).words
    wrong = await visitor.send("/console/phone", number="044 1")
    assert wrong.status == 422
    assert "no phone number" in wrong.words
    assert 'value="044 1"' in wrong.text
    assert (await visitor.send("/console/phone", number="044 100 001")).status == 303
    page = await visitor.get("/console/phone?kept=number")
    assert f'value="{OPERATOR}"' in page.text
    assert "You take no calls at present." in page.words
    await visitor.send("/console/phone/calls", on="yes")
    assert "You take calls." in (await visitor.get("/console/phone")).words
    await visitor.send("/console/phone", number="")
    assert "Take calls now" not in (await visitor.get("/console/phone")).words
    assert (await visitor.send("/console/phone/calls", on="yes")).status == 409


async def test_managers_take_no_calls(visit: Visit, office: Office) -> None:
    visitor = await visit("manager")
    case = await office.case()
    assert (await visitor.get("/console/phone")).status == 403
    assert (await visitor.send("/console/phone", number=OPERATOR)).status == 403
    assert (await visitor.send(f"/console/cases/{case.number}/ring")).status == 403
    assert "My phone" not in (await visitor.get("/console")).words
    assert "Call this person" not in (await visitor.get(f"/console/cases/{case.number}")).words


async def test_a_call_from_the_button_to_its_end(visit: Visit, office: Office) -> None:
    visitor, case = await visit("operator"), await office.case()
    path = f"/console/cases/{case.number}"
    assert "write your number on the page My phone" in (await visitor.get(path)).words
    assert (await visitor.send(f"{path}/ring")).status == 409
    await visitor.send("/console/phone", number=OPERATOR)
    assert "Call this person" in (await visitor.get(path)).words
    assert (await visitor.send(f"{path}/ring")).status == 303
    await office.calls.do_due()
    assert "Calling Operator. Press 1" in (await visitor.get(path)).words
    call = (await office.rows(case))[-1].id
    await office.board.answered(call, sid(1))
    patch = await office.board.took(call)
    assert patch
    assert patch.leg
    assert "Operator has taken the case. Ringing there." in (await visitor.get(path)).words
    await office.board.screened(patch.leg, sid(50))
    await office.board.agreed(patch.leg)
    page = await visitor.get(path)
    assert "Operator speaks with the person." in page.words
    assert "Add somebody else to the call" in page.words
    assert (await visitor.send(f"{path}/third", third="12")).status == 422
    assert (await visitor.send(f"{path}/third", third=INTERPRETER)).status == 303
    assert office.exchange.called[-1] == INTERPRETER
    await office.report(patch.leg, "completed", seconds=5)
    await office.report(call, "completed", seconds=9)
    page = await visitor.get(path)
    told = [
        "Calling Operator.", "The phone of Operator was answered.", "Operator took the call.",
        "The person's phone was answered.", "Operator and the person hear each other.",
        "Somebody from outside is asked to join the call.", "The call with the person has ended.",
        "Operator has hung up.",
    ]  # fmt: skip
    places = [page.words.rindex(sentence) for sentence in told]
    assert places == sorted(places)
    assert "The last call has ended." in page.words
    assert OPERATOR not in page.text
    assert INTERPRETER not in page.text


async def test_interpreters_are_offered_and_told_of_by_their_labels(
    visit: Visit, office: Office
) -> None:
    visitor, case = await visit("operator"), await office.case()
    path = f"/console/cases/{case.number}"
    await visitor.send("/console/phone", number=OPERATOR)
    await visitor.send(f"{path}/ring")
    await office.calls.do_due()
    call = (await office.rows(case))[-1].id
    await office.board.answered(call, sid(1))
    await office.board.took(call)
    await office.board.met(call)
    page = await visitor.get(path)
    assert page.words.index("English: weekdays") < page.words.index("Arabic: mornings")
    assert 'value="en:weekdays"' in page.text
    assert (await visitor.send(f"{path}/third", interpreter="en:nobody")).status == 404
    assert (await visitor.send(f"{path}/third", interpreter="en:weekdays")).status == 303
    assert office.exchange.called[-1] == INTERPRETER
    page = await visitor.get(path)
    assert "The interpreter (weekdays) is asked to join the call." in page.words
    assert INTERPRETER not in page.text


async def test_the_queue_says_who_waits_on_the_line_and_who_wants_a_call(
    visit: Visit, office: Office
) -> None:
    visitor, case = await visit("operator"), await office.case()
    leg = await office.wait_on_line(case)
    assert "Waits on the line" in (await visitor.get("/console")).words
    page = await visitor.get(f"/console/cases/{case.number}")
    assert "The caller waits on the line." in page.words
    version = await office.desk.queue_version()
    async with office.app.store.write() as unit:
        await unit.legs.move(leg, Stage.ENDED)
        await unit.calls.add_event(leg, WANTS_CALL)
    assert await office.desk.queue_version() != version
    assert "Wants to be called back" in (await visitor.get("/console")).words


async def test_where_nobody_can_be_called_nothing_speaks_of_it(
    app: App, visit: Visit, office: Office
) -> None:
    case = await office.case()
    operator = await visit("operator")
    async with app.store.read() as unit:
        staff = await unit.office.by_name("operator")
    assert staff
    assert (await app.desk.case(staff, case.number)).phone is None
    assert "nobody is called" not in (await operator.get("/console/phone")).words


def test_all_that_is_said_of_calls_can_be_filled_in() -> None:
    for words in [*STATES.values(), *(w for own in SENTENCES.values() for w in own.values())]:
        assert words.format(who="W", why="Y", reason="R")


def test_all_that_happens_in_calls_has_a_sentence() -> None:
    written = {
        part.value
        for path in (ROOT / "bot").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and (place := PLACES.get(ast.unparse(node.func), NEVER)) < len(node.args)
        for part in ast.walk(node.args[place])
        if isinstance(part, ast.Constant)
    }
    assert {"taken", "gone", "rang", "not_made", "machine", "joined"} <= written
    assert written <= {*UNMADE, *(kind for own in SENTENCES.values() for kind in own)}


@pytest.mark.e2e
async def test_by_keyboard_on_a_small_screen(office: Office, page: Page) -> None:
    case = await office.case("أنا في خطر، يضربني")
    await page.set_viewport_size({"width": 320, "height": 700})
    await page.goto("/console/phone")
    await page.get_by_label("My number").fill("044 100 001")
    await page.get_by_label("My number").press("Enter")
    await expect(page.get_by_role("status").first).to_have_text("Your number is kept.")
    await page.get_by_role("button", name="Take calls now").press("Enter")
    await expect(page.locator("#taking")).to_contain_text("You take calls.")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    await page.goto(f"/console/cases/{case.number}")
    await page.get_by_role("button", name="Call this person").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#phone-state")).to_contain_text("Calling Dora.")
    await expect(page.locator("#announce")).to_have_text("Your phone will ring")
    await office.calls.do_due()
    call = (await office.rows(case))[-1].id
    await office.board.answered(call, sid(1))
    patch = await office.board.took(call)
    assert patch
    assert patch.leg
    await office.board.screened(patch.leg, sid(50))
    await office.board.agreed(patch.leg)
    # The case is hers now, so the page comes anew by itself; what was typed would stay.
    await expect(page.locator("#reply-text")).to_be_visible()
    await expect(page.locator("#phone-state")).to_contain_text("Dora speaks with the person.")
    third = page.get_by_label("Add somebody else")
    await third.fill("12")
    await third.press("Enter")
    await expect(page.locator("form:has(#third) [data-error]")).to_contain_text("no phone number")
    await expect(third).to_have_value("12")
    await third.fill(INTERPRETER)
    await third.press("Enter")
    await expect(page.locator("#announce")).to_have_text("They are called")
    await expect(third).to_have_value("")
    await office.board.met(call)
    assert office.exchange.called[-1] == INTERPRETER
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
