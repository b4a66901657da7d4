"""The queue as colleagues of each role see it."""

from __future__ import annotations

import re

from bot.app import App
from tests.builders import Clock, address, say
from tests.handlers.console.conftest import Visit


async def test_most_urgent_first_with_words(app: App, visit: Visit, clock: Clock) -> None:
    await say(app, "I want to speak to a human", to=address("first"))
    clock.move(hours=2)
    await say(app, "she is bleeding and dying, help", to=address("second"))
    clock.move(minutes=5)
    visitor = await visit("operator")
    page = (await visitor.get("/console")).words
    urgent, calm = page.index("P0 Life in danger"), page.index("P3 Request")
    assert urgent < calm
    assert "2 waiting, 0 claimed" in page
    assert "5 min" in page[urgent:calm]
    assert "English Web chat Claim" in page[urgent:calm]
    assert "2 h 5 min" in page[calm:]
    assert "Wants to speak to a person" in page[calm:]


async def test_overdue_is_said(visit: Visit, case_number: str, clock: Clock) -> None:
    visitor = await visit("operator")
    assert "overdue" not in (await visitor.get("/console")).words
    await visitor.send("/console/logout")
    clock.move(hours=25)
    await visitor.log_in("operator")
    assert "1 day 1 h overdue" in (await visitor.get("/console")).words
    assert "overdue" in (await visitor.get(f"/console/cases/{case_number}")).words


async def test_managers_see_the_queue_but_take_no_case(visit: Visit, case_number: str) -> None:
    manager = await visit("manager")
    page = await manager.get("/console")
    assert case_number in page.text
    assert "Nobody yet" in page.words
    assert "/claim" not in page.text
    answer = await manager.send(f"/console/cases/{case_number}/claim")
    assert answer.status == 403
    assert "Your role does not allow this." in answer.words


async def test_the_holder_is_named(visit: Visit, case_number: str) -> None:
    holder, other = await visit("operator"), await visit("operator", "elira")
    await holder.send(f"/console/cases/{case_number}/claim")
    assert re.search("Web chat You", (await holder.get("/console")).words)
    seen = await other.get("/console")
    assert re.search("Web chat Operator", seen.words)
    assert "/claim" not in seen.text


async def test_rows_alone_are_the_same_rows(visit: Visit, case_number: str) -> None:
    visitor = await visit("operator")
    whole, part = await visitor.get("/console"), await visitor.get("/console/queue/rows")
    assert case_number in part.text
    assert part.text.strip() in whole.text
    assert "<html" not in part.text


async def test_an_empty_queue_says_so(visit: Visit) -> None:
    assert "Nobody waits" in (await (await visit("operator")).get("/console")).words
