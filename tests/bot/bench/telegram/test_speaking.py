"""What the bot says, changes and takes back; and what Telegram refuses."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.bench.telegram.double.bot_api import Double
from bot.bench.telegram.double.chats import Button
from bot.bench.telegram.double.people import Person
from tests.builders import Clock


def keyboard(*buttons: tuple[str, str]) -> InlineKeyboardMarkup:
    """One button a row."""
    rows = [[InlineKeyboardButton(text=text, callback_data=data)] for text, data in buttons]
    return InlineKeyboardMarkup(inline_keyboard=rows)


async def test_what_is_said_stands_in_the_chat(bot: Bot, amina: Person) -> None:
    buttons = keyboard(("Yes", "answer:yes"), ("No", "answer:no"))
    sent = await bot.send_message(
        amina.id, "  سلام 👋 ", reply_markup=buttons, protect_content=True
    )
    (heard,) = amina.hears()
    assert (heard.id, heard.text, heard.protected) == (sent.message_id, "سلام 👋", True)
    assert heard.buttons == (Button("Yes", "answer:yes"), Button("No", "answer:no"))
    assert len(heard.keyboard) == 2


@pytest.mark.parametrize(
    ("text", "parse_mode", "taken"),
    [
        ("a" * 4096, None, True),
        ("a" * 4097, None, False),
        ("👋" * 2048, None, True),
        ("👋" * 2048 + "a", None, False),
        (" \n ", None, False),
        (f"<b>{'a' * 4096}</b>", "HTML", True),
        ("<b></b>", "HTML", False),
        ("<b>open", "HTML", False),
        ("<h1>title</h1>", "HTML", False),
        ("*bold*", "MarkdownV2", False),
        ("1 < 2", None, True),
    ],
)
async def test_texts_have_1_to_4096_units_after_their_markup(
    bot: Bot, amina: Person, text: str, parse_mode: str | None, taken: bool
) -> None:
    if taken:
        await bot.send_message(amina.id, text, parse_mode=parse_mode)
    else:
        with pytest.raises(TelegramBadRequest):
            await bot.send_message(amina.id, text, parse_mode=parse_mode)
    assert len(amina.hears()) == taken


@pytest.mark.parametrize(("data", "taken"), [("é" * 32, True), ("é" * 33, False), ("a", True)])
async def test_data_of_buttons_has_64_bytes_at_most(
    bot: Bot, amina: Person, data: str, taken: bool
) -> None:
    sending = bot.send_message(amina.id, "choose", reply_markup=keyboard(("Button", data)))
    if taken:
        await sending
    else:
        with pytest.raises(TelegramBadRequest, match="BUTTON_DATA_INVALID"):
            await sending


async def test_a_chat_must_exist_and_be_open(bot: Bot, double: Double, amina: Person) -> None:
    stranger = double.person("Nobody")
    amina.block()
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(12345, "hello")
    with pytest.raises(TelegramForbiddenError, match="can't initiate"):
        await bot.send_message(stranger.id, "hello")
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(amina.id, "hello")
    amina.unblock()
    await bot.send_message(amina.id, "hello")
    assert [heard.text for heard in amina.hears()] == ["hello"]


async def test_editing_changes_text_and_keyboard(bot: Bot, amina: Person) -> None:
    sent = await bot.send_message(amina.id, "one", reply_markup=keyboard(("Yes", "y")))
    place: Any = {"chat_id": amina.id, "message_id": sent.message_id}
    await bot.edit_message_reply_markup(**place, reply_markup=keyboard(("✓ Yes", "y")))
    assert amina.hears()[0].buttons == (Button("✓ Yes", "y"),)
    await bot.edit_message_text("two", **place)
    (heard,) = amina.hears()
    assert (heard.text, heard.edits, heard.buttons) == ("two", ["one"], ())


async def test_what_cannot_be_edited(bot: Bot, amina: Person) -> None:
    sent = await bot.send_message(amina.id, "one")
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_text("one", chat_id=amina.id, message_id=sent.message_id)
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("two", chat_id=amina.id, message_id=4711)
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("two", chat_id=amina.id, message_id=amina.sees()[0].id)


async def test_own_messages_can_be_taken_back_for_48_hours(
    bot: Bot, amina: Person, clock: Clock
) -> None:
    old = await bot.send_message(amina.id, "old")
    clock.move(hours=47, minutes=59)
    young = await bot.send_message(amina.id, "young")
    assert await bot.delete_message(amina.id, old.message_id)
    clock.move(hours=48)
    theirs = amina.sees()[0].id
    for number in (young.message_id, theirs):
        with pytest.raises(TelegramBadRequest, match="message can't be deleted"):
            await bot.delete_messages(amina.id, [number])
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_message(amina.id, old.message_id)
    assert [heard.text for heard in amina.hears()] == ["young"]


async def test_a_pressed_button_is_answered_in_time(
    bot: Bot, amina: Person, double: Double, clock: Clock
) -> None:
    await bot.send_message(amina.id, "choose", reply_markup=keyboard(("Yes", "answer:yes")))
    query = amina.press(amina.hears()[0], "Yes")
    (update,) = await bot.get_updates(offset=-1)
    assert update.callback_query
    assert (update.callback_query.id, update.callback_query.data) == (query, "answer:yes")
    assert update.callback_query.chat_instance
    await bot.answer_callback_query(query, text="noted")
    assert double.world.queries[query].answer == {"text": "noted", "show_alert": False}
    clock.move(minutes=2)
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(query)
    with pytest.raises(LookupError):
        amina.press(amina.hears()[0], "No")


async def test_an_action_is_one_of_telegrams(bot: Bot, double: Double, amina: Person) -> None:
    await bot.send_chat_action(amina.id, "typing")
    with pytest.raises(TelegramBadRequest):
        await bot.send_chat_action(amina.id, "thinking")
    assert double.world.actions == [(amina.id, "typing")]


async def test_message_ids_begin_anew_in_each_chat(bot: Bot, double: Double) -> None:
    people = [double.person(name) for name in ("Amina", "Bilal")]
    assert [person.start().id for person in people] == [1, 1]
    sent = [await bot.send_message(person.id, "hello") for person in people]
    assert [message.message_id for message in sent] == [2, 2]
