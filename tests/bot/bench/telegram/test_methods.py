"""Every method that the double knows, called through aiogram: its models take the answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetMyStarBalance
from aiogram.types import (
    BotCommand,
    BotDescription,
    BotName,
    BotShortDescription,
    BufferedInputFile,
    ChatFullInfo,
    File,
    Message,
    Update,
    User,
    WebhookInfo,
)

from bot.bench.telegram.double.bot_api import Double
from bot.bench.telegram.double.chats import Posted
from bot.bench.telegram.double.methods import METHODS
from bot.bench.telegram.double.people import Person
from tests.bot.bench.telegram.conftest import bot_of
from tests.handlers.console.sent import picture

Call = Callable[[Bot, Double, Person], Awaitable[Any]]


async def _said(bot: Bot, double: Double, amina: Person) -> Posted:
    message = await bot.send_message(amina.id, "hello")
    return double.world.chats[amina.id].posted[message.message_id]


async def _edit_text(bot: Bot, double: Double, amina: Person) -> Any:
    said = await _said(bot, double, amina)
    return await bot.edit_message_text("good day", chat_id=amina.id, message_id=said.id)


async def _edit_keyboard(bot: Bot, _double: Double, amina: Person) -> Any:
    keyboard: Any = {"inline_keyboard": [[{"text": "Menu", "callback_data": "menu:main"}]]}
    said = await bot.send_message(amina.id, "hello", reply_markup=keyboard)
    return await bot.edit_message_reply_markup(chat_id=amina.id, message_id=said.message_id)


async def _delete(bot: Bot, double: Double, amina: Person) -> Any:
    return await bot.delete_message(amina.id, (await _said(bot, double, amina)).id)


async def _delete_several(bot: Bot, double: Double, amina: Person) -> Any:
    return await bot.delete_messages(amina.id, [(await _said(bot, double, amina)).id, 4711])


async def _answer(bot: Bot, double: Double, amina: Person) -> Any:
    query = amina.press_data(await _said(bot, double, amina), "menu:main")
    return await bot.answer_callback_query(query)


async def _file(bot: Bot, _double: Double, amina: Person) -> Any:
    voice = amina.voice()
    return await bot.get_file(voice.content["voice"]["file_id"])


async def _leave(bot: Bot, double: Double, amina: Person) -> Any:
    group = double.group()
    group.add_bot(amina)
    return await bot.leave_chat(group.chat.id)


FILE = BufferedInputFile(b"content", "file")
PHOTO = BufferedInputFile(picture(), "photo")
COMMANDS = [BotCommand(command="menu", description="What I can do")]
CALLS: Mapping[str, tuple[Call, type]] = {
    "getMe": (lambda bot, _d, _p: bot.get_me(), User),
    "setMyCommands": (lambda bot, _d, _p: bot.set_my_commands(COMMANDS, language_code="fa"), bool),
    "getMyCommands": (lambda bot, _d, _p: bot.get_my_commands(), list),
    "deleteMyCommands": (lambda bot, _d, _p: bot.delete_my_commands(), bool),
    "setMyName": (lambda bot, _d, _p: bot.set_my_name("Infoline", language_code="sq"), bool),
    "getMyName": (lambda bot, _d, _p: bot.get_my_name(), BotName),
    "setMyDescription": (lambda bot, _d, _p: bot.set_my_description("Questions?"), bool),
    "getMyDescription": (lambda bot, _d, _p: bot.get_my_description(), BotDescription),
    "setMyShortDescription": (lambda bot, _d, _p: bot.set_my_short_description("Ask"), bool),
    "getMyShortDescription": (
        lambda bot, _d, _p: bot.get_my_short_description(),
        BotShortDescription,
    ),
    "setWebhook": (lambda bot, _d, _p: bot.set_webhook("http://127.0.0.1:9/hook"), bool),
    "deleteWebhook": (lambda bot, _d, _p: bot.delete_webhook(), bool),
    "getWebhookInfo": (lambda bot, _d, _p: bot.get_webhook_info(), WebhookInfo),
    "getUpdates": (lambda bot, _d, _p: bot.get_updates(), list),
    "sendMessage": (lambda bot, _d, p: bot.send_message(p.id, "hello"), Message),
    "sendPhoto": (lambda bot, _d, p: bot.send_photo(p.id, PHOTO), Message),
    "sendVoice": (lambda bot, _d, p: bot.send_voice(p.id, FILE), Message),
    "sendAudio": (lambda bot, _d, p: bot.send_audio(p.id, FILE), Message),
    "sendVideo": (lambda bot, _d, p: bot.send_video(p.id, FILE), Message),
    "sendDocument": (lambda bot, _d, p: bot.send_document(p.id, FILE), Message),
    "sendChatAction": (lambda bot, _d, p: bot.send_chat_action(p.id, "typing"), bool),
    "editMessageText": (_edit_text, Message),
    "editMessageReplyMarkup": (_edit_keyboard, Message),
    "deleteMessage": (_delete, bool),
    "deleteMessages": (_delete_several, bool),
    "answerCallbackQuery": (_answer, bool),
    "getFile": (_file, File),
    "getChat": (lambda bot, _d, p: bot.get_chat(p.id), ChatFullInfo),
    "leaveChat": (_leave, bool),
}


def test_every_method_is_called_here() -> None:
    assert set(CALLS) == {*METHODS, "getUpdates"}


@pytest.mark.parametrize("method", CALLS)
async def test_aiogram_reads_the_answer(
    method: str, bot: Bot, double: Double, amina: Person
) -> None:
    call, expected = CALLS[method]
    assert isinstance(await call(bot, double, amina), expected)
    assert double.world.calls.done(method)


async def test_an_unknown_method_is_not_found(bot: Bot) -> None:
    with pytest.raises(TelegramNotFound):
        await bot(GetMyStarBalance())


async def test_another_token_is_unauthorized(double: Double) -> None:
    other = bot_of(double, "7000000001:another")
    with pytest.raises(TelegramUnauthorizedError):
        await other.get_me()
    await other.session.close()


@pytest.mark.usefixtures("amina")
async def test_updates_come_as_aiogram_knows_them(bot: Bot) -> None:
    (update,) = await bot.get_updates()
    assert isinstance(update, Update)
    assert update.message
    assert update.message.from_user
    assert update.message.from_user.language_code == "fa"
    assert update.message.entities
    assert update.message.entities[0].type == "bot_command"


async def test_commands_are_kept_by_language(bot: Bot) -> None:
    await bot.set_my_commands(COMMANDS, language_code="fa")
    (kept,) = await bot.get_my_commands(language_code="fa")
    assert (kept.command, kept.description) == ("menu", "What I can do")
    assert await bot.get_my_commands() == []


@pytest.mark.parametrize("command", [("Menu", "x"), ("menu", ""), ("a" * 33, "x")])
async def test_commands_that_telegram_refuses(bot: Bot, command: tuple[str, str]) -> None:
    name, description = command
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND"):
        await bot.set_my_commands([BotCommand(command=name, description=description)])


async def test_a_description_stands_in_for_languages_that_have_none(bot: Bot) -> None:
    await bot.set_my_description("Questions?")
    await bot.set_my_description("Pyetje?", language_code="sq")
    assert (await bot.get_my_description("sq")).description == "Pyetje?"
    assert (await bot.get_my_description("tr")).description == "Questions?"
    with pytest.raises(TelegramBadRequest):
        await bot.set_my_description("x" * 513)
