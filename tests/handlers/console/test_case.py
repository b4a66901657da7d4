"""One case: read, claim, reply, note, close."""

from __future__ import annotations

import re

import pytest

from bot.app import App
from tests.builders import Clock, say, settle, shown
from tests.handlers.console.conftest import Visit


async def test_the_card_and_the_transcript(visit: Visit, case_number: str) -> None:
    page = (await (await visit("operator")).get(f"/console/cases/{case_number}")).words
    assert f"Case {case_number} P1 Protection" in page
    assert "Handed over Danger was recognised" in page
    assert "Danger words: violence" in page
    assert "help me, they beat me" in page
    assert "Handed to colleagues as P1, Violence or abuse." in page
    assert "Claim this case to reply." in page


async def test_claim_reply_close(app: App, visit: Visit, case_number: str) -> None:
    visitor = await visit("operator")
    case = f"/console/cases/{case_number}"
    claimed = await visitor.send(f"{case}/claim")
    assert (claimed.status, claimed.headers["location"]) == (303, f"{case}#reply-text")
    assert (await visitor.send(f"{case}/reply", text="We are with you.\r\nبنویس")).status == 303
    assert "Waiting to be sent" in (await visitor.get(case)).words
    await settle(app)
    assert (await shown(app))[-1].text == "We are with you.\nبنویس"
    page = (await visitor.get(case)).words
    assert "You have this case. The bot is silent." in page
    assert "Operator claimed the case." in page
    assert page.count("Waiting to be sent") == 0
    closed = await visitor.send(f"{case}/close", outcome="resolved")
    assert closed.headers["location"] == f"/console?closed={case_number}"
    assert (
        f"Case {case_number} is closed"
        in (await visitor.get(f"/console?closed={case_number}")).words
    )
    assert "Outcome Resolved" in (await visitor.get(case)).words


async def test_the_second_claimer_is_told_who_has_it(visit: Visit, case_number: str) -> None:
    first, second = await visit("operator"), await visit("operator", "elira")
    await first.send(f"/console/cases/{case_number}/claim")
    answer = await second.send(f"/console/cases/{case_number}/claim")
    assert answer.status == 409
    assert "Operator has this case." in answer.words


async def test_a_reply_of_somebody_else_is_refused_and_kept(
    app: App, visit: Visit, case_number: str
) -> None:
    first, second = await visit("operator"), await visit("operator", "elira")
    before = len(await shown(app))
    early = await second.send(f"/console/cases/{case_number}/reply", text="my long text")
    assert early.status == 409
    assert "Claim this case first." in early.words
    await first.send(f"/console/cases/{case_number}/claim")
    await settle(app)
    late = await second.send(f"/console/cases/{case_number}/reply", text="my long text")
    assert late.status == 409
    assert "Operator has this case." in late.words
    assert "Not sent. Your text is kept here: my long text" in late.words
    assert len(await shown(app)) == before + 1  # only that a colleague has joined


async def test_a_reply_that_is_too_long_stays_in_its_form(visit: Visit, case_number: str) -> None:
    visitor = await visit("operator")
    await visitor.send(f"/console/cases/{case_number}/claim")
    answer = await visitor.send(f"/console/cases/{case_number}/reply", text="y" * 4001)
    assert answer.status == 422
    assert "1 to 4000 characters" in answer.words
    assert "y" * 4001 in answer.text


async def test_the_script_gets_no_page_back(visit: Visit, case_number: str) -> None:
    visitor = await visit("operator")
    await visitor.send(f"/console/cases/{case_number}/claim")
    fields = {"csrf": await visitor.csrf(), "text": "hello"}
    path = f"/console/cases/{case_number}/reply"
    answer = await visitor.post(path, fields, X_Console="live")
    assert (answer.status, answer.text) == (204, "")


async def test_notes_are_for_colleagues(app: App, visit: Visit, case_number: str) -> None:
    visitor = await visit("operator")
    path = f"/console/cases/{case_number}/note"
    assert (await visitor.send(path, text="speaks Dari <b>")).status == 303
    assert (await visitor.send(path, text=" ")).status == 422
    page = await (await visit("operator", "elira")).get(f"/console/cases/{case_number}")
    assert "Operator 23 Nov 2026, 09:30 UTC speaks Dari <b>" in page.words
    await settle(app)
    assert all("Dari" not in message.text for message in await shown(app))
    manager = await visit("manager")
    assert (await manager.send(path, text="x")).status == 403


async def test_an_unknown_outcome_closes_nothing(visit: Visit, case_number: str) -> None:
    visitor = await visit("operator")
    await visitor.send(f"/console/cases/{case_number}/claim")
    answer = await visitor.send(f"/console/cases/{case_number}/close", outcome="")
    assert answer.status == 422
    assert "You have this case." in answer.words


async def test_what_a_caller_writes_is_text(app: App, visit: Visit) -> None:
    attack = "help me they beat me <script>alert(1)</script><img src=x onerror=alert(2)>\"'"
    await say(app, attack)
    [row] = await app.desk.queue()
    visitor = await visit("administrator")
    for path in (
        f"/console/cases/{row.case.number}",
        f"/console/cases/{row.case.number}/live",
        f"/console/transcripts/{row.case.conversation_id}",
    ):
        page = await visitor.get(path)
        assert "<script>alert" not in page.text
        assert "<img" not in page.text
        assert attack in page.words


async def test_each_line_has_its_own_direction_and_language(
    app: App, visit: Visit, case_number: str
) -> None:
    await say(app, "أريد أن أعود إلى بلدي مع أطفالي")
    page = await (await visit("operator")).get(f"/console/cases/{case_number}")
    assert '<p class="words" dir="auto" lang="ar">أريد أن أعود' in page.text
    assert '<p class="words" dir="auto" lang="en">help me, they beat me</p>' in page.text
    assert '<textarea id="note-text" name="text" dir="auto"' in page.text


async def test_every_opening_leaves_a_trace_and_refreshing_none(
    app: App, visit: Visit, case_number: str
) -> None:
    visitor = await visit("operator")
    for path in ("", "/live", "/live"):
        assert (await visitor.get(f"/console/cases/{case_number}{path}")).status == 200
    [row] = await app.desk.queue()
    async with app.store.read() as unit:
        looks = await unit.looks.of(row.case.conversation_id)
    assert [look.action for look in looks] == ["case_opened"]


async def test_an_erased_caller_leaves_a_case_without_words(
    app: App, visit: Visit, case_number: str, clock: Clock
) -> None:
    [row] = await app.desk.queue()
    async with app.store.write() as unit:
        await unit.people.erase(row.case.person_id)
    clock.move(minutes=1)
    page = (await (await visit("operator")).get(f"/console/cases/{case_number}")).words
    assert "they beat me" not in page
    assert "This text was erased." in page
    assert "Replies cannot be sent." in page


async def test_a_form_that_is_sent_twice_counts_once(
    app: App, visit: Visit, case_number: str
) -> None:
    visitor = await visit("operator")
    path = f"/console/cases/{case_number}"
    await visitor.send(f"{path}/claim")
    keys = re.findall('name="key" value="([0-9a-f]{32})"', (await visitor.get(path)).text)
    assert len(set(keys)) == 2
    for _ in range(2):
        assert (await visitor.send(f"{path}/reply", text="come at ten", key=keys[0])).status == 303
        assert (await visitor.send(f"{path}/note", text="speaks Dari", key=keys[1])).status == 303
    await visitor.send(f"{path}/reply", text="come at eleven", key=keys[0])
    await visitor.send(f"{path}/reply", text="come at ten", key="another form")
    await settle(app)
    said = [message.text for message in await shown(app) if message.author == "operator"]
    assert said == ["come at ten", "come at eleven", "come at ten"]
    assert (await visitor.get(path)).words.count("speaks Dari") == 1


@pytest.mark.parametrize("part", ["live", "events"])
async def test_reading_without_opening_leaves_a_trace(
    app: App, visit: Visit, case_number: str, part: str
) -> None:
    visitor = await visit("manager")
    async with visitor.http.get(f"/console/cases/{case_number}/{part}") as answer:
        assert answer.status == 200
    [row] = await app.desk.queue()
    async with app.store.read() as unit:
        looks = await unit.looks.of(row.case.conversation_id)
    assert [(look.username, look.action) for look in looks] == [("manager", "case_opened")]
