"""Every call that the door makes, held against the published document of the Bot API."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.middlewares.base import NextRequestMiddlewareType
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import Response, TelegramMethod
from aiogram.types import User

from bot.messages import (
    Act,
    Address,
    Author,
    Choice,
    Media,
    MediaKind,
    Outbound,
    SendError,
    Trouble,
)
from handlers.telegram.bot import make_bot
from handlers.telegram.errands import Errands
from handlers.telegram.groups import Groups
from handlers.telegram.pacing import Pace
from handlers.telegram.polling import RawUpdates
from handlers.telegram.profile import set_profile
from handlers.telegram.sending import Telegram
from handlers.telegram.starting import start, webhook_of
from handlers.telegram.words import load
from tests.handlers.peers import AbsentError, running
from tests.handlers.telegram.conftest import LANGUAGES, SECRET
from tests.handlers.telegram.raw import READER
from tests.handlers.telegram.test_enclosing import FILM, FORM, MUSIC, PICTURE, VOICE

TOKEN = f"123456789:{'A' * 35}"
ADDRESS = Address("telegram", "410000001")
CHOICES = (Choice("answer:yes", "Yes"), Choice("command:back", "Back", control=True))
MESSAGE = Outbound("m1", ADDRESS, Author.BOT, "Hello", "fa", CHOICES, sensitive=True)
# The document's examples of these answers are empty, and the published ones are not.
ANSWERS = {"name": "", "description": "", "short_description": ""}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the validating Bot API."""
    try:
        with running(tmp_path_factory.mktemp("peers") / "log") as peers:
            yield peers.telegram
    except AbsentError as reason:
        pytest.skip(f"not run: {reason}")


@pytest.fixture
async def bot(server: str) -> AsyncIterator[Bot]:
    """The door's client there."""
    made = make_bot(TOKEN, server)
    made.session.json_loads = _repaired
    yield made
    await made.session.close()


def _repaired(content: str) -> Any:
    answer = json.loads(content)
    return answer | {"result": ANSWERS} if answer.get("result") == {} else answer


class Calls:
    """The methods that were called, and what was said of those that failed."""

    def __init__(self, bot: Bot) -> None:
        """Listen to ``bot``."""
        self.made: set[str] = set()
        self.failed: list[str] = []
        bot.session.middleware.register(self._listen)

    async def _listen(
        self, call: NextRequestMiddlewareType[Any], bot: Bot, method: TelegramMethod[Any]
    ) -> Response[Any]:
        self.made.add(method.__api_method__)
        try:
            return await call(bot, method)
        except Exception as error:
            self.failed.append(f"{method.__api_method__}: {error}")
            raise


async def everything(bot: Bot) -> None:
    """Do all that the door does."""
    channel, errands, words = Telegram(bot, Pace(1000), load(LANGUAGES)), Errands(), load(())
    await start(bot, webhook_of("https://infoline.example", SECRET), take_over=False)
    await bot(RawUpdates(offset=310000001, timeout=0))
    await channel.send(MESSAGE)
    for file in (PICTURE, FORM, VOICE, MUSIC, FILM):
        await channel.send(replace(MESSAGE, choices=(), file=file, author=Author.OPERATOR))
    for act in (Act.CLOSE_CHOICES, Act.RETRACT):
        await channel.send(replace(MESSAGE, act=act, sent=("7",), chosen="answer:yes"))
    await channel.thinking(ADDRESS)
    with pytest.raises(SendError, match="file_not_given"):
        await channel.fetch(Media(MediaKind.VOICE, "AwACAgQAAxkBAAI"), 1000)
    await bot.answer_callback_query("4410", text="Noted")
    await bot.delete_webhook(drop_pending_updates=False)
    person = User(id=410000001, is_bot=False, first_name="Amina")
    Groups(READER, words, errands, Pace(25)).leave(bot, -1002000000001, person)
    await errands.close()
    await set_profile(bot, load(LANGUAGES))


async def test_every_method_that_we_call_is_accepted(bot: Bot) -> None:
    calls = Calls(bot)
    await everything(bot)
    assert calls.failed == []
    assert calls.made == {
        "getMe", "getWebhookInfo", "setWebhook", "deleteWebhook", "getUpdates", "sendMessage",
        "sendPhoto", "sendDocument", "sendVoice", "sendAudio", "sendVideo",
        "editMessageReplyMarkup", "deleteMessages", "sendChatAction", "getFile",
        "answerCallbackQuery", "leaveChat", "getMyCommands", "setMyCommands", "getMyName",
        "setMyName", "getMyDescription", "setMyDescription", "getMyShortDescription",
        "setMyShortDescription",
    }  # fmt: skip


async def test_it_would_say_what_is_wrong(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="validation"):
        await bot.send_message(5, "x" * 4097)


@pytest.mark.parametrize(
    ("code", "trouble", "says"),
    [(403, Trouble.DEAD, "blocked"), (429, Trouble.RETRY, "flood"), (400, Trouble.REFUSED,
      "refused")],
)  # fmt: skip
@pytest.mark.parametrize("act", [Act.SEND, Act.CLOSE_CHOICES, Act.RETRACT])
async def test_forced_refusals(bot: Bot, act: Act, code: int, trouble: Trouble, says: str) -> None:
    session = await bot.session.create_session()
    session.headers["Prefer"] = f"code={code}"
    channel = Telegram(bot, Pace(1000), load(LANGUAGES))
    sent = () if act is Act.SEND else ("7",)
    with pytest.raises(SendError) as caught:
        await channel.send(replace(MESSAGE, act=act, sent=sent))
    assert (caught.value.trouble, caught.value.code) == (trouble, says)
    assert (caught.value.after is not None) is (code == 429)
