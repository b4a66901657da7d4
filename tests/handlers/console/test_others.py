"""The other channels of a caller: shown on the case, read with a trace, parted by a colleague."""

from __future__ import annotations

import re

import pytest

from bot.app import App
from tests.bot.test_links import PHONE, TELEGRAM, bring, hear, linked, make
from tests.builders import address, say
from tests.handlers.console.conftest import Visit


@pytest.fixture
async def other(app: App, case_number: str) -> str:
    """The caller of the case wrote on Telegram too, and linked it; that conversation's id."""
    await hear(app, "hello from my other phone", TELEGRAM)
    assert await bring(app.store, await make(app.store)) == "done"
    assert case_number
    return await talk_of(app, TELEGRAM)


async def talk_of(app: App, where: object) -> str:
    async with app.store.read() as unit:
        contact = await unit.people.find(where)  # type: ignore[arg-type]
        assert contact
        conversation = await unit.conversations.find_open(contact.id)
    assert conversation
    return conversation.id


async def test_an_operator_sees_and_reads_them_with_a_trace(
    app: App, visit: Visit, case_number: str, other: str
) -> None:
    visitor = await visit("operator")
    page = await visitor.get(f"/console/cases/{case_number}")
    assert "Also writes on" in page.words
    assert f'href="/console/cases/{case_number}/others/{other}"' in page.text
    assert "The caller linked this with Telegram" in page.words
    read = await visitor.get(f"/console/cases/{case_number}/others/{other}")
    assert "hello from my other phone" in read.words
    assert "Correct" not in read.words
    async with app.store.read() as unit:
        assert [look.action for look in await unit.looks.of(other)] == ["transcript_read"]


async def test_nobody_elses_conversation_is_opened_by_it(
    app: App, visit: Visit, case_number: str, other: str
) -> None:
    await say(app, "hello", to=address("stranger"))
    strange = await talk_of(app, address("stranger"))
    visitor = await visit("operator")
    answer = await visitor.get(f"/console/cases/{case_number}/others/{strange}")
    assert answer.status == 404
    assert strange not in (await visitor.get(f"/console/cases/{case_number}")).text
    async with app.store.read() as unit:
        assert await unit.looks.of(strange) == []
    assert other != strange


async def test_a_colleague_undoes_the_link_and_is_named(
    app: App, visit: Visit, case_number: str, other: str
) -> None:
    visitor = await visit("operator")
    page = await visitor.get(f"/console/cases/{case_number}")
    (undo,) = re.findall(r'action="(/console/cases/[^"]+/links/[^"]+/undo)"', page.text)
    answer = await visitor.send(undo)
    assert answer.status == 303
    assert await linked(app.store) == ["webchat"]
    page = await visitor.get(f"/console/cases/{case_number}")
    assert "Also writes on" not in page.words
    assert re.search(r"\w+ undid the link with another channel\.", page.words)
    assert (await visitor.get(f"/console/cases/{case_number}/others/{other}")).status == 404
    assert (await visitor.send(undo)).status == 404


async def test_a_manager_may_read_but_not_part_them(
    app: App, visit: Visit, case_number: str, other: str
) -> None:
    visitor = await visit("manager")
    page = await visitor.get(f"/console/cases/{case_number}")
    assert f"/others/{other}" in page.text
    assert "/undo" not in page.text
    async with app.store.read() as unit:
        contact = await unit.people.find(TELEGRAM)
        assert contact
        (link,) = await unit.links.of(contact.person_id)
    answer = await visitor.send(f"/console/cases/{case_number}/links/{link.id}/undo")
    assert answer.status == 403
    assert await linked(app.store) == ["webchat", "telegram"]


async def test_one_number_on_two_channels_is_shown_without_a_link(app: App, visit: Visit) -> None:
    await hear(app, "hello", PHONE)
    await hear(app, "human", type(PHONE)("whatsapp", PHONE.identifier))
    (row,) = await app.desk.queue()
    page = await (await visit("operator")).get(f"/console/cases/{row.case.number}")
    assert f"/others/{await talk_of(app, PHONE)}" in page.text
    assert "/undo" not in page.text
