"""No more messages: at once, once confirmed, kept everywhere; help is still help."""

from __future__ import annotations

import pytest

from bot.app import App, build
from bot.clock import Clock as Timers
from bot.config import Settings
from bot.errors import ConflictError
from bot.messages import Author, Delivery, Happening, SendError, Sent, Trouble
from bot.store.database import Store
from tests.bot.phones import SMS, WHATSAPP, Phones
from tests.bot.test_desk import staff
from tests.builders import Clock, address, inbound, say, take_turns

STOP_WORDS = {
    "STOP": "en",
    "no more messages": "en",
    "\u062a\u0648\u0642\u0641": "ar",
    "arr\u00eatez": "fr",
}


@pytest.fixture
def phones(app: App) -> Phones:
    """A service with doors for phones."""
    return Phones(app)


@pytest.fixture
def anywhere(store: Store, settings: Settings, clock: Clock) -> Phones:
    """The same on each kind of database."""
    return Phones(build(settings, store, clock.now))


async def keys(phones: Phones) -> list[str | None]:
    """What we said, by the keys of the texts."""
    return [line.text_key for line in await phones.lines() if line.direction == "out"]


async def test_one_confirmation_and_nothing_after_it(anywhere: Phones) -> None:
    await anywhere.write("hello")
    (goodbye,) = await anywhere.write("STOP")
    assert "START" in goodbye
    assert (await anywhere.contact()).status == "opted_out"
    for text in ("STOP", "hello", "where do I get food", "yes"):
        assert await anywhere.write(text) == []
    assert (await keys(anywhere))[-1] == "optout.done"
    assert [line.text for line in await anywhere.lines() if line.direction == "in"][-1] == "yes"
    assert [one.kind for one in await anywhere.events()].count("opted_out") == 1


@pytest.mark.parametrize("word", STOP_WORDS)
async def test_in_any_language(phones: Phones, word: str) -> None:
    await phones.write("hello")
    assert len(await phones.write(word)) == 1
    assert (await phones.contact()).status == "opted_out"


async def test_a_sentence_with_the_word_is_a_message(phones: Phones) -> None:
    await phones.write("hello")
    assert await phones.write("where does the bus stop")
    assert (await phones.contact()).status == "active"


async def test_both_channels_of_the_number_together_and_new_ones_too(phones: Phones) -> None:
    await phones.write("hello")
    await phones.write("hello", WHATSAPP)
    await phones.write("stop")
    assert (await phones.contact(WHATSAPP)).status == "opted_out"
    assert await phones.write("hello", WHATSAPP) == []


async def test_an_address_that_comes_later_is_opted_out_as_well(phones: Phones) -> None:
    await phones.write("stop")
    assert await phones.write("hello", WHATSAPP) == []
    assert (await phones.contact(WHATSAPP)).status == "opted_out"


async def test_what_waits_is_not_sent(anywhere: Phones) -> None:
    await anywhere.write("hello")
    waiting = [
        await anywhere.answer("from a colleague", author=Author.OPERATOR),
        await anywhere.answer("from the bot"),
    ]
    await anywhere.app.spine.accept(inbound("STOP", to=SMS, at=anywhere.app.now()))
    await take_turns(anywhere.app)
    for message_id in waiting:
        assert await anywhere.status(message_id) == Delivery.FAILED
    assert await anywhere.send() == 1
    assert "START" in anywhere.sms.taken[-1].text


async def test_the_gate_holds_whoever_puts_something_before_it(anywhere: Phones) -> None:
    await anywhere.write("stop")
    message_id = await anywhere.answer()
    before = len(anywhere.sms.called)
    assert await anywhere.send() == 1
    assert len(anywhere.sms.called) == before
    assert await anywhere.status(message_id) == Delivery.FAILED
    assert await anywhere.case() is None


async def test_a_long_message_stops_in_its_middle(phones: Phones) -> None:
    async def stop(_message: object) -> None:
        async with phones.store.write() as unit:
            await unit.people.mark((await phones.contact()).id, "opted_out")

    message_id = await phones.answer(author=Author.OPERATOR)
    phones.sms.during = stop
    phones.sms.outcomes += [Sent("SM0", more=True), Sent("SM1")]
    await phones.send()
    assert len(phones.sms.called) == 1
    assert await phones.status(message_id) == Delivery.FAILED


async def test_messages_again(anywhere: Phones) -> None:
    await anywhere.write("hello")
    await anywhere.write("STOP")
    (welcome,) = await anywhere.write("START")
    assert welcome
    assert (await keys(anywhere))[-1] == "optin.done"
    assert (await anywhere.contact()).status == "active"
    assert await anywhere.write("hello")


async def test_start_is_an_ordinary_word_for_anybody_else(phones: Phones) -> None:
    await phones.write("start")
    assert "optin.done" not in await keys(phones)


async def test_what_the_provider_confirmed_is_recorded_and_nothing_is_said(
    anywhere: Phones,
) -> None:
    await anywhere.write("hello")
    waiting = await anywhere.answer()
    assert await anywhere.write("STOP", happening=Happening.OPTED_OUT) == []
    assert (await anywhere.contact()).status == "opted_out"
    assert await anywhere.status(waiting) == Delivery.FAILED
    assert (await anywhere.lines())[-1].text == "STOP"
    assert await anywhere.write("START", happening=Happening.OPTED_IN) == []
    assert (await anywhere.contact()).status == "active"
    assert (await anywhere.lines())[-1].text == "START"
    assert await anywhere.write("hello")


async def test_21610_is_an_opt_out_without_a_line(phones: Phones) -> None:
    await phones.write("hello")
    before = len(await phones.lines())
    phones.sms.outcomes.append(SendError(Trouble.OPTED_OUT, "opted_out"))
    await phones.answer()
    await phones.answer()
    await phones.send()
    assert (await phones.contact()).status == "opted_out"
    assert len(await phones.lines()) == before + 2
    assert len(phones.sms.called) == len(phones.sms.taken) + 1
    assert [one.kind for one in await phones.events()].count("opted_out") == 1


@pytest.mark.parametrize(
    ("text", "priority"), [("my brother is not breathing", "P0"), ("they beat me", "P1")]
)
async def test_a_cry_for_help_after_it_reaches_people_at_once(
    anywhere: Phones, text: str, priority: str
) -> None:
    await anywhere.write("STOP")
    assert await anywhere.write(text) == []
    (row,) = await anywhere.desk.queue()
    assert (row.case.priority, row.case.reason) == (priority, "opted_out")


async def test_what_is_asked_after_it_becomes_a_case_that_danger_raises(phones: Phones) -> None:
    await phones.write("STOP")
    assert await phones.write("where do I get food") == []
    case = await phones.case()
    assert case
    assert (case.priority, case.reason) == ("P2", "opted_out")
    assert await phones.write("my brother is not breathing") == []
    assert await phones.write("thank you") == []
    (row,) = await phones.desk.queue()
    assert (row.case.number, row.case.priority) == (case.number, "P0")


async def test_no_case_for_those_who_only_say_stop(phones: Phones) -> None:
    await phones.write("STOP")
    await phones.write("STOP")
    assert await phones.case() is None


async def test_the_desk_says_nothing_to_them_either(phones: Phones) -> None:
    await phones.write("human")
    await phones.write("STOP")
    sent = len(phones.sms.called)
    vjosa = await staff(phones.app, "vjosa")
    (row,) = await phones.desk.queue()
    await phones.desk.claim(vjosa, row.case.number)
    with pytest.raises(ConflictError, match="no messages"):
        await phones.desk.reply(vjosa, row.case.number, "are you there")
    await phones.desk.close(vjosa, row.case.number, "unreachable")
    await phones.send()
    assert len(phones.sms.called) == sent
    assert (await keys(phones))[-1] == "optout.done"


async def test_stop_is_kept_while_a_colleague_holds_the_case(phones: Phones) -> None:
    await phones.write("human")
    vjosa = await staff(phones.app, "vjosa")
    (row,) = await phones.desk.queue()
    await phones.desk.claim(vjosa, row.case.number)
    await phones.send()
    assert len(await phones.write("STOP")) == 1
    assert await phones.write("my brother is not breathing") == []
    (row,) = await phones.desk.queue()
    assert row.case.priority == "P0"


async def test_timers_are_silent_too(phones: Phones, clock: Clock) -> None:
    await phones.write("I want to return to my country")
    async with phones.store.write() as unit:
        await unit.people.mark((await phones.contact()).id, "opted_out")
    sent = len(phones.sms.called)
    clock.move(hours=20)
    app = phones.app
    await Timers(app.store, app.engine, phones.policy, app.bell).tick()
    await phones.send()
    assert len(phones.sms.called) == sent
    assert await phones.case()
    assert "avrr.unfinished" not in await keys(phones)


async def test_the_flow_that_asks_ends_the_same_way(phones: Phones) -> None:
    await phones.write("hello")
    await phones.write("you should remove my number")
    assert (await keys(phones))[-1] == "stop.ask"
    assert len(await phones.write("yes")) == 1
    assert (await keys(phones))[-2:] == ["stop.ask", "optout.done"]
    assert (await phones.contact()).status == "opted_out"


async def test_elsewhere_the_word_stops_nothing_by_itself(app: App) -> None:
    await say(app, "hello")
    await say(app, "stop")
    async with app.store.read() as unit:
        contact = await unit.people.find(address())
    assert contact
    assert contact.status == "active"
