"""Linked channels at the desk: where an operator's answer goes."""

from __future__ import annotations

import pytest

from bot.app import App
from bot.errors import ConflictError
from bot.messages import Address, Author, SendError, Trouble
from bot.store.records import Staff
from tests.bot.phones import Phones
from tests.bot.test_desk import staff
from tests.bot.test_links import PHONE, WRONG, bring, hear, linked, make
from tests.builders import say


async def claimed(app: App, service: Phones) -> tuple[Staff, str]:
    """A colleague with the only case."""
    vjosa = await staff(app, "vjosa")
    (row,) = await app.desk.queue()
    await service.desk.claim(vjosa, row.case.number)
    return vjosa, row.case.number


async def test_a_code_links_in_silence_while_a_colleague_holds_the_conversation(
    app: App,
) -> None:
    service = Phones(app)
    await say(app, "human")
    vjosa, number = await claimed(app, service)
    await say(app, "hello?")
    assert await say(app, await make(app.store, PHONE)) == []
    assert await linked(app.store) == ["webchat", "sms"]
    view = await service.desk.case(vjosa, number)
    assert view.events[-1].kind == "linked"
    assert await say(app, f"link {WRONG}") == []
    view = await service.desk.case(vjosa, number)
    assert (view.events[-1].kind, view.events[-1].params["why"]) == ("not_linked", "wrong")


async def test_a_code_links_in_silence_whoever_wants_no_messages(app: App) -> None:
    """Nothing is said, and colleagues see both channels; a wrong code is seen, too."""
    service = Phones(app)
    await service.write("hello", PHONE)
    await service.write("STOP", PHONE)
    assert await service.write(f"link {WRONG}", PHONE) == []
    assert await service.write(await make(app.store), PHONE) == []
    assert await linked(app.store) == ["webchat", "sms"]
    (row,) = await service.desk.queue()
    view = await service.desk.case(await staff(app, "vjosa"), row.case.number)
    assert [e.kind for e in view.events if "linked" in e.kind] == ["not_linked", "linked"]


async def test_an_operator_answers_on_a_linked_channel(app: App) -> None:
    service = Phones(app)
    for text in ("hello", "where are you?", "thank you"):
        await service.write(text)  # both transcripts count their lines from one
    await say(app, "human")
    assert await bring(app.store, await make(app.store), PHONE) == "done"
    vjosa, number = await claimed(app, service)
    for text in ("First words", "Second words"):
        await service.desk.reply(vjosa, number, text, channel="sms")
        await service.send()
        await service.write("yes?")
    sent = [one for one in service.sms.taken if one.author is Author.OPERATOR]
    assert [(one.text, one.address) for one in sent] == [
        ("First words", PHONE),
        ("Second words", PHONE),
    ]
    view = await service.desk.case(vjosa, number)
    assert [line.n for line in view.lines] == sorted({line.n for line in view.lines})


async def test_of_two_linked_numbers_the_one_that_can_be_reached_is_offered(app: App) -> None:
    service = Phones(app)
    other = Address("sms", "+38349999999")
    await say(app, "human")
    for where in (PHONE, other):
        assert await bring(app.store, await make(app.store), where) == "done"
    vjosa, number = await claimed(app, service)
    for gone, reached in ((PHONE, other), (other, PHONE)):
        async with app.store.write() as unit:
            for where, status in ((gone, "dead"), (reached, "active")):
                await unit.people.mark((await unit.people.contact(where)).id, status)
        assert (await service.desk.case(vjosa, number)).ways == ("sms",)
        await service.desk.reply(vjosa, number, f"To {reached.identifier}", channel="sms")
        await service.send()
        assert service.sms.taken[-1].address == reached


async def test_what_failed_goes_by_a_linked_channel_of_another_number(app: App) -> None:
    service = Phones(app)
    other = Address("whatsapp", "+38349999999")
    await service.write("hello", where=other)
    await service.write("human")
    assert await bring(app.store, await make(app.store, PHONE), other) == "done"
    vjosa, number = await claimed(app, service)
    service.sms.outcomes = [SendError(Trouble.REFUSED, "30003")] * 2
    await service.desk.reply(vjosa, number, "Are you there?")
    await service.send()
    failed = (await service.desk.case(vjosa, number)).lines[-1]
    assert failed.status == "failed"
    await service.desk.resend(vjosa, number, failed.n, "whatsapp")
    await service.send()
    assert service.whatsapp.taken[-1].text == "Are you there?"
    assert service.whatsapp.taken[-1].address == other


async def test_who_was_parted_is_written_to_no_more(app: App) -> None:
    service = Phones(app)
    await service.write("hello")
    await say(app, "human")
    assert await bring(app.store, await make(app.store), PHONE) == "done"
    vjosa, number = await claimed(app, service)
    await hear(app, "link", PHONE)
    await hear(app, "1", PHONE)
    with pytest.raises(ConflictError):
        await service.desk.reply(vjosa, number, "Hello?", channel="sms")
