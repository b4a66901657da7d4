"""What the outbox asks of the door, and what people see of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiogram import Bot

from bot.bench.double.faults import Fault
from bot.bench.telegram.double.bot_api import Double
from bot.bench.telegram.double.people import Person
from bot.bench.telegram.double.refusals import BLOCKED, RefusedError, bad_request, too_many
from bot.messages import Act, Address, Author, Choice, Outbound, SendError, Sent, Trouble
from handlers.telegram.pacing import Pace
from handlers.telegram.sending import Telegram
from handlers.telegram.words import load
from tests.builders import Clock

YES, NO = Choice("answer:yes", "Yes"), Choice("answer:no", "No")
WORDS = load(("en", "fa"))


@pytest.fixture
def channel(bot: Bot) -> Telegram:
    """The channel, in no hurry to slow down."""
    return Telegram(bot, Pace(1000, burst_seconds=0.01), WORDS)


@pytest.fixture
def amina(double: Double) -> Person:
    """A person who has begun a chat."""
    person = double.person()
    person.start()
    return person


def to(person: Person, text: str = "Hello", **more: Any) -> Outbound:
    """A message to ``person``."""
    address = Address("telegram", str(person.id))
    return replace(Outbound("m1", address, Author.BOT, text, "en"), **more)


async def all_parts(channel: Telegram, message: Outbound) -> tuple[str, ...]:
    """Send until nothing is left; the ids of the parts."""
    while True:
        sent = await channel.send(message)
        assert sent.provider_id is not None
        message = replace(message, sent=(*message.sent, sent.provider_id))
        if not sent.more:
            return message.sent


async def test_a_message_with_choices(channel: Telegram, amina: Person) -> None:
    sent = await channel.send(to(amina, choices=(YES, NO)))
    seen = amina.hears()[-1]
    assert sent == Sent(str(seen.id), more=False)
    assert seen.text == "Hello"
    assert [(b.text, b.data) for b in seen.buttons] == [("Yes", "answer:yes"), ("No", "answer:no")]
    assert "has_protected_content" not in seen.content
    assert seen.content["link_preview_options"] == {"is_disabled": True}


async def test_each_call_sends_the_part_that_is_due(channel: Telegram, amina: Person) -> None:
    text = " ".join(f"Sentence number {number} ends." for number in range(500))
    ids = await all_parts(channel, to(amina, text, choices=(YES,)))
    heard = amina.hears()
    assert [str(one.id) for one in heard] == list(ids)
    assert len(heard) == 4
    assert " ".join(one.text for one in heard) == text
    assert [bool(one.buttons) for one in heard] == [False, False, False, True]


async def test_a_sensitive_message_is_protected_and_begins_neutrally(
    channel: Telegram, amina: Person
) -> None:
    await channel.send(to(amina, "About the shelter", sensitive=True))
    seen = amina.hears()[-1]
    assert seen.content["has_protected_content"] is True
    assert seen.text == f"{WORDS['en'].neutral}\n\nAbout the shelter"


@pytest.mark.parametrize("text", ["<b>x</b> &amp;", "*x* [a](b)", "`x` _y_"])
async def test_what_looks_like_markup_arrives_as_it_is(
    channel: Telegram, amina: Person, double: Double, text: str
) -> None:
    await channel.send(to(amina, text))
    assert amina.hears()[-1].text == text
    assert "parse_mode" not in double.world.calls.of("sendMessage")[-1].params


@pytest.mark.parametrize(
    ("fault", "trouble", "code"),
    [
        (RefusedError(403, BLOCKED), Trouble.DEAD, "blocked"),
        (bad_request("chat not found"), Trouble.DEAD, "chat_gone"),
        (bad_request("message text is empty"), Trouble.REFUSED, "refused"),
        (RefusedError(401, "Unauthorized"), Trouble.RETRY, "token_refused"),
        (RefusedError(500, "Internal Server Error"), Trouble.RETRY, "server_error"),
        (RefusedError(400, "x", migrate_to_chat_id=-5), Trouble.DEAD, "chat_moved"),
        (Fault.DROP_BEFORE, Trouble.UNKNOWN, "timeout"),
        (Fault.DROP_AFTER, Trouble.UNKNOWN, "timeout"),
        (Fault.BAD_GATEWAY, Trouble.UNKNOWN, "unreadable_answer"),
    ],
)
async def test_what_a_failed_send_means(
    channel: Telegram,
    amina: Person,
    double: Double,
    fault: Fault | RefusedError,
    trouble: Trouble,
    code: str,
) -> None:
    double.mischief.next("sendMessage", fault)
    with pytest.raises(SendError) as caught:
        await channel.send(to(amina))
    assert (caught.value.trouble, caught.value.code) == (trouble, code)
    assert double.token not in repr(caught.value)
    assert len(double.world.calls.of("sendMessage")) == 1


async def test_nobody_listens(channel: Telegram, amina: Person, double: Double) -> None:
    async with double.away():
        with pytest.raises(SendError) as caught:
            await channel.send(to(amina))
    assert (caught.value.trouble, caught.value.code) == (Trouble.RETRY, "unreachable")


async def test_a_text_without_words_is_refused(channel: Telegram, amina: Person) -> None:
    with pytest.raises(SendError) as caught:
        await channel.send(to(amina, " \n"))
    assert (caught.value.trouble, caught.value.code) == (Trouble.REFUSED, "empty")


async def test_a_chat_that_was_told_to_wait_is_not_called_before(
    channel: Telegram, amina: Person, double: Double
) -> None:
    besim = double.person("Besim")
    besim.start()
    double.mischief.next("sendMessage", too_many(30))
    for _ in range(2):
        with pytest.raises(SendError) as caught:
            await channel.send(to(amina))
        assert caught.value.code == "flood"
        assert caught.value.after == pytest.approx(30, abs=1)
    assert len(double.world.calls.of("sendMessage")) == 1
    await channel.send(to(besim))
    assert besim.hears()


async def test_the_answer_is_marked_and_the_other_buttons_go(
    channel: Telegram, amina: Person
) -> None:
    ids = await all_parts(channel, to(amina, choices=(YES, NO)))
    close = to(
        amina, choices=(YES, NO), act=Act.CLOSE_CHOICES, sent=("1", *ids), chosen="answer:no"
    )
    assert await channel.send(close) == Sent()
    assert [button.text for button in amina.hears()[-1].buttons] == ["✓ No"]
    assert await channel.send(close) == Sent()  # "message is not modified"


async def test_choices_of_a_message_that_is_gone_are_closed(
    channel: Telegram, amina: Person, double: Double
) -> None:
    close = to(amina, choices=(YES,), act=Act.CLOSE_CHOICES, chosen="answer:yes")
    assert await channel.send(replace(close, sent=("999",))) == Sent()
    assert await channel.send(close) == Sent()
    double.mischief.next("editMessageReplyMarkup", bad_request("message can't be edited"))
    assert await channel.send(replace(close, sent=("1",))) == Sent()


@pytest.mark.parametrize("act", [Act.CLOSE_CHOICES, Act.RETRACT])
async def test_what_may_be_done_twice_is_tried_again(
    channel: Telegram, amina: Person, double: Double, act: Act
) -> None:
    ids = await all_parts(channel, to(amina, choices=(YES,)))
    for method in ("editMessageReplyMarkup", "deleteMessages"):
        double.mischief.next(method, Fault.DROP_AFTER)
    message = to(amina, choices=(YES,), act=act, sent=ids, chosen="answer:yes")
    with pytest.raises(SendError) as caught:
        await channel.send(message)
    assert caught.value.trouble is Trouble.RETRY
    assert await channel.send(message) == Sent()


async def test_messages_are_taken_back_for_48_hours(
    channel: Telegram, amina: Person, clock: Clock
) -> None:
    assert channel.retract_within == timedelta(hours=48)
    ids = [str((await channel.send(to(amina))).provider_id) for _ in range(2)]
    assert await channel.send(to(amina, act=Act.RETRACT, sent=(*ids, "999"))) == Sent()
    assert amina.hears() == []
    old = await channel.send(to(amina))
    clock.move(hours=48)
    with pytest.raises(SendError) as caught:
        await channel.send(to(amina, act=Act.RETRACT, sent=(str(old.provider_id),)))
    assert caught.value.trouble is Trouble.REFUSED


async def test_many_parts_are_taken_back_a_hundred_at_once(
    channel: Telegram, amina: Person, double: Double
) -> None:
    sent = tuple(str(number) for number in range(1000, 1250))
    await channel.send(to(amina, act=Act.RETRACT, sent=sent))
    assert len(double.world.calls.done("deleteMessages")) == 3


async def test_an_answer_that_is_being_made_is_shown(
    channel: Telegram, amina: Person, double: Double
) -> None:
    await channel.thinking(Address("telegram", str(amina.id)))
    assert double.world.actions == [(amina.id, "typing")]


@pytest.mark.parametrize(
    "fault", [RefusedError(403, BLOCKED), Fault.DROP_BEFORE, Fault.BAD_GATEWAY, too_many(9)]
)
async def test_showing_it_never_fails(
    channel: Telegram, amina: Person, double: Double, fault: Fault | RefusedError
) -> None:
    double.mischief.next("sendChatAction", fault)
    await channel.thinking(Address("telegram", str(amina.id)))
    await channel.thinking(Address("telegram", "12345"))


async def test_it_is_not_shown_where_telegram_asked_for_a_wait(
    channel: Telegram, amina: Person, double: Double
) -> None:
    double.mischief.next("sendChatAction", too_many(30))
    for _ in range(2):
        await channel.thinking(Address("telegram", str(amina.id)))
    assert len(double.world.calls.of("sendChatAction")) == 1
    with pytest.raises(SendError):
        await channel.send(to(amina))
