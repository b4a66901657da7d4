"""Finding and reading conversations."""

from __future__ import annotations

import pytest

from bot.app import App
from tests.builders import Clock, address, say
from tests.handlers.console.conftest import Visit

NONSENSE = {
    "since=tomorrow": "The first day is not a date.",
    "until=2026-02-30": "The last day is not a date.",
    "until=9999-12-31": "The last day is not a date.",
    "since=2026-03-02&until=2026-03-01": "The first day is after the last day.",
    "channel=pigeon": "There is no such channel.",
    "language=xx": "There is no such language.",
    "intent=%00": "There is no such intent.",
    "outcome=none": "There is no such outcome.",
    "case_number=12": "A case number has the form K-",
    "page=0": "There is no such page.",
    "page=99999999999999999999": "There is no such page.",
}


@pytest.mark.parametrize("path", ["/console/transcripts", "/console/transcripts/0193"])
async def test_operators_read_why_not(visit: Visit, path: str) -> None:
    operator = await visit("operator")
    answer = await operator.get(path)
    assert answer.status == 403
    assert "Transcripts are for managers and administrators." in answer.words
    assert 'href="/console/transcripts"' not in (await operator.get("/console")).text


async def test_every_field_narrows(app: App, visit: Visit, case_number: str, clock: Clock) -> None:
    clock.move(days=1)
    await say(app, "hello", to=address("second"))
    visitor = await visit("manager")
    digits = case_number.removeprefix("K-").lower()
    for query, count in {
        "": 2,
        "since=2026-11-24": 1,
        "until=2026-11-23": 1,
        "since=2026-11-25": 0,
        "channel=webchat": 2,
        "channel=sms": 0,
        "language=ps": 0,
        "intent=complaint": 0,
        "outcome=handed_off": 1,
        f"case_number={digits}": 1,
        "case_number=K-000000": 0,
    }.items():
        page = await visitor.get(f"/console/transcripts?{query}")
        assert page.status == 200
        said = "1 conversation " if count == 1 else f"{count} conversations "
        assert said in page.words, query


async def test_what_cannot_be_looked_for_is_said(visit: Visit) -> None:
    visitor = await visit("manager")
    for query, said in NONSENSE.items():
        answer = await visitor.get(f"/console/transcripts?{query}")
        assert answer.status == 422, query
        assert said in answer.words, query


async def test_pages_keep_the_search(app: App, visit: Visit) -> None:
    for number in range(27):
        await say(app, "hello", to=address(f"caller{number}"))
    visitor = await visit("manager")
    first = await visitor.get("/console/transcripts?channel=webchat&page=1")
    assert "27 conversations" in first.words
    assert "Page 1 of 2 Older" in first.words
    assert 'href="/console/transcripts?channel=webchat&amp;page=2"' in first.text
    second = await visitor.get("/console/transcripts?channel=webchat&page=2")
    assert "Newer Page 2 of 2" in second.words
    assert second.text.count('href="/console/transcripts/0') == 2


async def test_reading_shows_who_read_before(app: App, visit: Visit, case_number: str) -> None:
    [row] = await app.desk.queue()
    path = f"/console/transcripts/{row.case.conversation_id}"
    first = await (await visit("manager")).get(path)
    assert "Nobody before you." in first.words
    assert "help me, they beat me" in first.words
    assert case_number in first.words
    assert "<textarea" not in first.text
    second = await (await visit("administrator")).get(path)
    assert "manager read the transcript, 23 Nov 2026, 09:30 UTC" in second.words
