"""A message that did not surely arrive is sent again: by whoever holds the case, and once."""

from __future__ import annotations

import re

import pytest

from bot.app import App
from bot.messages import Delivery
from tests.builders import address, say, settle, shown
from tests.handlers.console.conftest import Visit
from tests.handlers.console.visitor import Visitor

TWICE = "It may have arrived. Sending again may show it twice."
WORDS = "come at ten"


async def stuck(app: App, number: str, state: Delivery) -> int:
    """The last message of a colleague, whose sending came to this end; its number."""
    async with app.store.write() as unit:
        case = await unit.cases.find(number)
        assert case is not None
        conversation = await unit.conversations.get(case.conversation_id)
        assert conversation is not None
        [due] = await unit.sending.due(("webchat",), 5)
        [line] = [line for line in await unit.transcript.lines(conversation) if line.text == WORDS]
        assert due.message_id == line.id
        await unit.sending.settle(due, state, trouble="timeout")
        await unit.transcript.settle(line.id, state, None)
    return line.n


async def replied(app: App, visitor: Visitor, number: str, state: Delivery) -> int:
    """Claim the case and answer; the answer gets stuck."""
    await visitor.send(f"/console/cases/{number}/claim")
    await settle(app)
    await visitor.send(f"/console/cases/{number}/reply", text=WORDS)
    return await stuck(app, number, state)


async def received(app: App) -> int:
    """How often the caller can read the words."""
    return [message.text for message in await shown(app, address())].count(WORDS)


@pytest.mark.parametrize(
    ("state", "said", "hint"),
    [
        (Delivery.FAILED, "Not delivered", False),
        (Delivery.UNKNOWN, "Unclear whether it arrived; not sent again", True),
    ],
)
async def test_a_button_beside_what_did_not_surely_arrive(
    app: App, visit: Visit, case_number: str, state: Delivery, said: str, hint: bool
) -> None:
    visitor = await visit("operator")
    n = await replied(app, visitor, case_number, state)
    case = f"/console/cases/{case_number}"
    page = await visitor.get(case)
    assert f'<span class="troubled">{said}</span>' in page.text
    assert page.words.count("Send again") == 1
    assert (TWICE in page.words) is hint
    assert (f'aria-describedby="line-{n}-hint"' in page.text) is hint
    assert f'action="{case}/lines/{n}/again"' in page.text
    answer = await visitor.send(f"{case}/lines/{n}/again")
    assert (answer.status, answer.headers["location"]) == (303, f"{case}#line-{n}")
    after = await visitor.get(case)
    assert "Waiting to be sent" in after.words
    assert "Operator sent a message again." in after.words
    assert "Send again" not in after.words
    await settle(app)
    assert await received(app) == 1


async def test_pressing_twice_sends_once(app: App, visit: Visit, case_number: str) -> None:
    visitor = await visit("operator")
    n = await replied(app, visitor, case_number, Delivery.UNKNOWN)
    path = f"/console/cases/{case_number}/lines/{n}/again"
    assert (await visitor.send(path)).status == 303
    for _ in range(2):
        again = await visitor.send(path)
        assert again.status == 409
        assert "This message is on its way or has arrived. Nothing was sent." in again.words
        await settle(app)
    assert await received(app) == 1


async def test_the_script_gets_no_page_back(app: App, visit: Visit, case_number: str) -> None:
    visitor = await visit("operator")
    n = await replied(app, visitor, case_number, Delivery.FAILED)
    path = f"/console/cases/{case_number}/lines/{n}/again"
    answer = await visitor.post(path, {"csrf": await visitor.csrf()}, X_Console="live")
    assert (answer.status, answer.text) == (204, "")


async def test_only_whoever_holds_the_case_sends_again(
    app: App, visit: Visit, case_number: str
) -> None:
    n = await replied(app, await visit("operator"), case_number, Delivery.FAILED)
    path = f"/console/cases/{case_number}/lines/{n}/again"
    [row] = await app.desk.queue()
    for role, status in (("operator", 409), ("manager", 403)):
        other = await visit(role, f"other-{role}"[:8] + role[0])
        page = await other.get(f"/console/cases/{case_number}")
        assert "Not delivered" in page.words
        assert "/again" not in page.text
        assert (await other.send(path)).status == status
    manager = await visit("manager")
    text = (await manager.get(f"/console/transcripts/{row.case.conversation_id}")).text
    assert "Not delivered" in text
    assert "/again" not in text
    await settle(app)
    assert await received(app) == 0


@pytest.mark.parametrize("status", ["dead", "stopped"])
async def test_no_button_where_nothing_can_be_sent(
    app: App, visit: Visit, case_number: str, status: str
) -> None:
    visitor = await visit("operator")
    n = await replied(app, visitor, case_number, Delivery.FAILED)
    async with app.store.write() as unit:
        contact = await unit.people.find(address())
        assert contact is not None
        await unit.people.mark(contact.id, status)
    page = await visitor.get(f"/console/cases/{case_number}")
    assert "/again" not in page.text
    assert "Replies cannot be sent." in page.words
    assert (await visitor.send(f"/console/cases/{case_number}/lines/{n}/again")).status == 409


async def test_lines_that_cannot_be_sent_again(app: App, visit: Visit, case_number: str) -> None:
    visitor = await visit("operator")
    n = await replied(app, visitor, case_number, Delivery.FAILED)
    case = f"/console/cases/{case_number}"
    for other in ("0", "999999", "9" * 30, "x", "-1", str(n + 1)):
        assert (await visitor.send(f"{case}/lines/{other}/again")).status == 404, other
    first = re.findall(r'id="line-(\d+)" class="entry caller"', (await visitor.get(case)).text)[0]
    assert (await visitor.send(f"{case}/lines/{first}/again")).status == 404


async def test_without_a_login_the_way_leads_to_the_case(
    stranger: Visitor, case_number: str
) -> None:
    answer = await stranger.post(f"/console/cases/{case_number}/lines/4/again", {})
    assert answer.headers["location"] == f"/console/login?next=/console/cases/{case_number}"


async def test_bot_lines_too(app: App, visit: Visit) -> None:
    """What the bot said before a colleague came may be what did not arrive."""
    await say(app, "help me, they beat me")
    [row] = await app.desk.queue()
    number = row.case.number
    async with app.store.write() as unit:
        case = await unit.cases.find(number)
        assert case is not None
        conversation = await unit.conversations.get(case.conversation_id)
        assert conversation is not None
        lines = await unit.transcript.lines(conversation)
        said = next(line for line in lines if line.direction == "out")
        await unit.transcript.settle(said.id, Delivery.UNKNOWN, None)
    visitor = await visit("operator")
    assert "/again" not in (await visitor.get(f"/console/cases/{number}")).text
    await visitor.send(f"/console/cases/{number}/claim")
    text = (await visitor.get(f"/console/cases/{number}")).text
    assert re.findall(r"/lines/(\d+)/again", text) == [str(said.n)]
