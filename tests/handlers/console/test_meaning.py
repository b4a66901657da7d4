"""Saying what a message means, at the console."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from bot.app import App
from tests.builders import say
from tests.handlers.console.conftest import Visit

WIDTH = "document.documentElement.scrollWidth"
FOCUSED = "document.activeElement.id"


async def _address(app: App) -> str:
    """The page of the first message, under its transcript."""
    [row] = await app.desk.queue()
    return f"/console/transcripts/{row.case.conversation_id}/lines/1"


async def test_operators_and_managers_correct(app: App, visit: Visit, case_number: str) -> None:
    operator, path = await visit("operator"), f"/console/cases/{case_number}"
    shown = await operator.get(path)
    [link] = set(re.findall(r'href="([^"]+/lines/\d+)"', shown.text))
    assert "help me, they beat me" in (await operator.get(link)).words
    answer = await operator.send(link, first="trafficking", second="child_alone", third="")
    assert (answer.status, answer.headers["location"]) == (303, f"{path}#line-1")
    said = "corrected to Trafficking or captivity and Child alone by Operator"
    assert said in (await operator.get(path)).words
    manager = await visit("manager")
    other = await _address(app)
    assert 'value="child_alone" selected' in (await manager.get(other)).text
    answer = await manager.send(other, first="-", second="", third="")
    assert answer.status == 303
    words = (await manager.get(answer.headers["location"].partition("#")[0])).words
    assert "corrected to \u201cit cannot be said\u201d by Manager" in words
    assert "Operator corrected what a message means: Trafficking or captivity, Child" in words
    assert "Manager says that nobody can tell what a message means." in words


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Choose what the message means."),
        ({"first": "dancing"}, "Choose meanings of the list, each once."),
        ({"first": "greet", "third": "greet"}, "Choose meanings of the list, each once."),
        ({"first": "-", "second": "greet"}, "stands alone."),
    ],
)
async def test_what_cannot_be_chosen_is_said_and_given_back(
    visit: Visit, case_number: str, fields: dict[str, str], said: str
) -> None:
    operator = await visit("operator")
    answer = await operator.send(f"/console/cases/{case_number}/lines/1", **fields)
    assert answer.status == 422
    assert said in answer.words
    assert "Nothing was stored." in answer.words
    assert "help me, they beat me" in answer.words
    for value in {*fields.values()} & {"greet", "-"}:
        assert f'value="{value}" selected' in answer.text


async def test_only_words_of_the_caller_have_such_a_page(visit: Visit, case_number: str) -> None:
    operator = await visit("operator")
    for n in ("2", "99", "x", "-1", "%00"):
        assert (await operator.get(f"/console/cases/{case_number}/lines/{n}")).status == 404, n
        answer = await operator.send(f"/console/cases/{case_number}/lines/{n}", first="greet")
        assert answer.status == 404, n


async def test_neither_a_button_nor_an_erased_message_can_be_corrected(
    app: App, visit: Visit, case_number: str
) -> None:
    await say(app, choice="command:menu")
    operator, page = await visit("operator"), f"/console/cases/{case_number}"
    [row] = await app.desk.queue()
    async with app.store.read() as unit:
        talk = await unit.corrections.talk(row.case.conversation_id)
    button = next(line.n for line in talk.lines if line.choice)
    shown = await operator.get(page)
    assert re.findall(r"/lines/(\d+)", shown.text) == ["1"]
    assert (await operator.get(f"{page}/lines/{button}")).status == 404
    async with app.store.write() as unit:
        await unit.people.erase(row.case.person_id)
    assert "/lines/" not in (await operator.get(page)).text
    assert (await operator.get(f"{page}/lines/1")).status == 404


async def test_operators_correct_in_their_cases_alone(
    app: App, visit: Visit, case_number: str
) -> None:
    operator, path = await visit("operator"), await _address(app)
    assert (await operator.get(path)).status == 403
    assert (await operator.send(path, first="greet")).status == 403
    assert "corrected" not in (await operator.get(f"/console/cases/{case_number}")).words


@pytest.mark.e2e
async def test_by_keyboard_and_on_a_small_screen(app: App, case_number: str, page: Page) -> None:
    await say(app, "أريد العودة إلى بلدي مع أولادي وليس عندي جواز سفر")
    await page.set_viewport_size({"width": 320, "height": 640})
    await page.goto(f"/console/cases/{case_number}")
    link = page.get_by_role("link", name="Correct what this message was read as").last
    await link.focus()
    await page.keyboard.press("Enter")
    words = page.locator(".caller .words")
    await expect(words).to_contain_text("أريد العودة")
    assert await words.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert await page.evaluate(WIDTH) <= 320
    await page.get_by_label("This message means").focus()
    await page.keyboard.type("Return: fam")
    await page.keyboard.press("Tab")
    assert await page.evaluate(FOCUSED) == "second"
    await page.keyboard.type("Return: doc")
    for _ in range(2):
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    said = "corrected to Return: family and Return: documents by Dora"
    await expect(page.locator("#lines .caller .facts").last).to_contain_text(said)
    assert await page.evaluate(WIDTH) <= 320
