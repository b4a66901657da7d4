"""Whose number it is: who is called back, written to, held, hidden or erased."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.config import Settings
from bot.errors import ConflictError
from bot.messages import Address, Delivery
from bot.store.database import Store
from bot.store.records import Case, Staff
from bot.store.voice_tables import call as calls
from bot.store.voice_tables import dialling
from bot.telephony import DANGER, PERSON, Next, Stage
from tests.bot.exchange import Office
from tests.bot.switchboard.calling import NUMBER, Phone
from tests.bot.switchboard.conftest import service
from tests.builders import Clock, inbound, take_turns

SMS = Address("sms", NUMBER)


async def missed(line: Phone) -> list[str]:
    """Somebody rings and hangs up; what happened in the call."""
    await line.ring()
    await line.board.moved(line.sid, Stage.LANGUAGE)
    await line.hang_up()
    return await line.happened()


async def claimed(line: Phone) -> tuple[Staff, Case]:
    """A colleague holds the case of whoever called."""
    case = (await line.cases())[0]
    dora = await Office(line.app).hire("dora")
    await line.app.desk.claim(dora, case.number)
    return dora, case


async def test_who_opted_out_is_not_called_back(line: Phone) -> None:
    """No messages means no calls either, and that stands in the call."""
    await line.app.spine.accept(inbound("STOP", to=SMS, at=line.clock.now()))
    await take_turns(line.app)
    assert "not_called_back" in await missed(line)
    line.clock.move(hours=1)
    assert not await line.to_call()


async def test_who_wants_no_calls_of_ours_is_not_called_back(line: Phone) -> None:
    await line.begin()
    await line.press("flow:stop_messages")
    async with line.app.store.write() as unit:
        contact = await unit.people.find(Address("voice", NUMBER))
        assert contact
        await unit.people.mark(contact.id, "stopped")
    assert "not_called_back" in await missed(line)


async def test_a_number_that_costs_money_is_not_called_back_but_is_answered(
    sqlite_store: Store, settings: Settings, clock: Clock
) -> None:
    """Calling a held prefix may be what a fraud waits for; whoever is on the line is heard."""
    line = service(sqlite_store, settings, clock, limits={"known_prefixes": ["+49"]})
    assert "not_called_back" in await missed(line)
    assert (await line.begin()).next is Next.LISTEN
    assert (await line.say("how long does it take")).next is Next.LISTEN
    assert not await line.cases()


async def test_a_long_call_is_not_taken_for_a_flood(
    sqlite_store: Store, settings: Settings, clock: Clock
) -> None:
    """However many keys are pressed, it is one call; many calls are not called back."""
    limits = {"per_number_an_hour": 3}
    line = service(sqlite_store, settings, clock, limits=limits, twilio_sms_from="+38338000001")
    await line.begin()
    for _ in range(5):
        assert (await line.press("menu:help_now")).next is Next.LISTEN
    sms = inbound("how long does it take", to=SMS, at=clock.now())
    await line.app.spine.accept(sms)
    await take_turns(line.app)
    assert not await line.cases()
    for _ in range(3):
        told = await missed(line)
    assert "not_called_back" in told


async def test_who_called_is_written_to_by_sms(line: Phone) -> None:
    """An operator's words never wait for a call: they go out, without a channel named too."""
    await line.begin()
    await line.press(PERSON)
    dora, case = await claimed(line)
    view = await line.app.desk.case(dora, case.number)
    assert view.ways == ("sms",)
    for channel in (None, "voice", "sms"):
        await line.app.desk.reply(dora, case.number, f"Come at nine {channel}", None, channel)
    written = [one.id for one in await line.lines() if one.author == "operator"]
    async with line.app.store.read() as unit:
        talk = await unit.conversations.get(case.conversation_id)
        assert talk
        otherwise = await unit.transcript.sent_otherwise(talk)
    assert [otherwise.get(one) for one in written] == ["sms"] * 3


async def test_what_no_call_said_is_sent_again_as_sms(line: Phone) -> None:
    """Only that way can it still arrive."""
    await line.ring()
    await line.board.begin(line.sid, "en", 0)
    await take_turns(line.app)
    line.clock.move(minutes=3)
    line.app.bell.end()
    await line.board.step()
    line.app.bell.begin()
    await line.board.give_up(line.sid, "error")
    dora, case = await claimed(line)
    lost = next(one for one in await line.lines() if one.status == Delivery.FAILED)
    await line.app.desk.resend(dora, case.number, lost.n)
    async with line.app.store.read() as unit:
        due = await unit.sending.due(("sms",), 50)
    assert [one.message_id for one in due] == [lost.id]


async def test_nobody_writes_to_a_hidden_number(line: Phone) -> None:
    """There is no number: the desk says so, and nothing is kept that would never arrive."""
    line.number = None
    await line.begin()
    await line.press(PERSON)
    dora, case = await claimed(line)
    assert not (await line.app.desk.case(dora, case.number)).ways
    with pytest.raises(ConflictError, match="cannot be written to"):
        await line.app.desk.reply(dora, case.number, "Come at nine")
    assert "not_called_back" in await missed(line)


async def test_two_hidden_callers_are_two(line: Phone) -> None:
    """Nobody hears what another one said."""
    line.number = None
    await line.begin()
    await line.press("flow:avrr_request")
    first = (await line.row()).person_id
    second = await line.ring()
    assert not second.known
    assert second.language is None
    assert (await line.row()).person_id != first


async def test_an_erased_caller_leaves_no_call_behind(lines: tuple[Phone, Phone]) -> None:
    """Nothing leads from the provider's id to them, and nobody calls them."""
    line, _ = lines
    await missed(line)
    await line.begin()
    await line.press("flow:delete_data")
    async with line.app.store.read() as unit:
        contact = await unit.people.find(Address("voice", NUMBER))
        assert contact
        talk = await unit.conversations.find_open(contact.id)
    assert talk
    async with line.app.store.write() as unit:
        await unit.timers.set(talk.id, "erase", unit.now)
    await line.app.clock.tick()
    assert await line.board.find(line.sid) is None
    async with line.app.store.read() as unit:
        kept = (await unit.rows.connection.execute(select(calls))).all()
        to_make = (await unit.rows.connection.execute(select(dialling))).all()
    assert not to_make
    assert {(row.sid_sealed, row.language, row.stage) for row in kept} == {(b"", None, "ended")}
    line.calls = 0
    assert not (await line.ring()).known


async def test_danger_by_a_key_is_not_held(
    sqlite_store: Store, settings: Settings, clock: Clock
) -> None:
    """The key says nothing that triage reads: it counts all the same, whatever the number."""
    line = service(sqlite_store, settings, clock, limits={"known_prefixes": ["+49"]})
    await line.ring()
    reply = await line.press(DANGER)
    assert reply.lines[0].key.startswith("safety.")
    assert [case.priority for case in await line.cases()] == ["P0"]
