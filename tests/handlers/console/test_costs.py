"""What messages cost: a table by day, the same as a file, and a line beside each message."""

from __future__ import annotations

from datetime import date

import pytest

from bot.app import App
from bot.messages import Estimate
from tests.bot.outgoing import Door, outbox_of
from tests.bot.test_spending import paid
from tests.builders import say
from tests.handlers.console.conftest import Visit

SUNDAY, MONDAY = date(2026, 11, 22), date(2026, 11, 23)


async def spend(app: App) -> None:
    async with app.store.write() as unit:
        await unit.spending.add(SUNDAY, "sms", "automatic", Estimate(5, 400_000), 2)
        await unit.spending.add(MONDAY, "sms", "urgent", Estimate(3, 240_000), 1)
        await unit.spending.add(MONDAY, "whatsapp", "person", Estimate(0, 5_000), 1)


@pytest.mark.parametrize("role", ["manager", "administrator"])
async def test_sums_by_day_newest_first(app: App, visit: Visit, role: str) -> None:
    await spend(app)
    visitor = await visit(role)
    assert 'href="/console/costs"' in (await visitor.get("/console")).text
    page = await visitor.get("/console/costs")
    assert page.status == 200
    rows = [
        "23 Nov 2026 SMS Automatic, about danger 1 3 0.2400",
        "23 Nov 2026 WhatsApp Written by colleagues 1 0 0.0050",
        "22 Nov 2026 SMS Automatic 2 5 0.4000",
        "All of these days 4 8 0.6450",
    ]
    places = [page.words.index(row) for row in rows]
    assert places == sorted(places)
    assert "Today: 0.2450" in page.words
    assert "of at most" not in page.words


async def test_days_are_chosen_and_taken_along(app: App, visit: Visit) -> None:
    await spend(app)
    visitor = await visit("manager")
    page = await visitor.get("/console/costs?since=2026-11-22&until=2026-11-22")
    assert "All of these days 2 5 0.4000" in page.words
    assert "23 Nov 2026" not in page.words
    file = await visitor.get("/console/costs.csv?since=2026-11-22&until=2026-11-23")
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert "costs-2026-11-22-2026-11-23.csv" in file.headers["content-disposition"]
    assert file.text.split() == [
        "day,channel,kind,messages,segments,cost",
        "2026-11-23,sms,urgent,1,3,0.2400",
        "2026-11-23,whatsapp,person,1,0,0.0050",
        "2026-11-22,sms,automatic,2,5,0.4000",
    ]


async def test_nothing_is_said_where_nothing_was_spent(visit: Visit) -> None:
    page = await (await visit("manager")).get("/console/costs")
    assert "Nothing was sent for money on these days." in page.words


@pytest.mark.parametrize(
    "query", ["since=tomorrow", "since=2026-11-23&until=2026-11-22", "since=2020-01-01"]
)
async def test_nonsense_is_refused_in_words(visit: Visit, query: str) -> None:
    visitor = await visit("manager")
    page = await visitor.get(f"/console/costs?{query}")
    assert page.status == 422
    assert "day" in page.words
    assert (await visitor.get(f"/console/costs.csv?{query}")).status == 422


@pytest.mark.parametrize("path", ["/console/costs", "/console/costs.csv"])
async def test_operators_read_why_not(visit: Visit, path: str) -> None:
    operator = await visit("operator")
    answer = await operator.get(path)
    assert answer.status == 403
    assert "Costs are for managers and administrators." in answer.words
    assert 'href="/console/costs"' not in (await operator.get("/console")).text


async def test_each_message_says_what_it_cost(app: App, visit: Visit, case_number: str) -> None:
    visitor = await visit("operator")
    await visitor.send(f"/console/cases/{case_number}/claim")
    door = Door([paid("one")])
    await outbox_of(app, door).send_due()
    page = await visitor.get(f"/console/cases/{case_number}")
    assert page.words.count("2 segments, about 0.1600") == 1
    await say(app, "thank you")
