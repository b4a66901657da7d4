"""Groups and channels: nothing is read or kept there. We leave, and say privately where to
write."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress

from aiogram import Bot
from aiogram.exceptions import TelegramForbiddenError
from aiogram.types import User

from bot.bidi import RIGHT_TO_LEFT, isolated
from handlers.telegram.errands import Errands
from handlers.telegram.pacing import Pace
from handlers.telegram.reading import Reader
from handlers.telegram.words import BASE, Book

REMEMBERED = 1000
CALL_SECONDS = 10


class Groups:
    """Leaves each of them, and tells each person once."""

    def __init__(self, reader: Reader, words: Book, errands: Errands, pace: Pace) -> None:
        """``reader`` says which language a person's app has; ``pace`` is that of all messages."""
        self._reader = reader
        self._words = words
        self._errands = errands
        self._pace = pace
        self._told: OrderedDict[tuple[int, int], None] = OrderedDict()

    def leave(self, bot: Bot, chat: int, person: User | None) -> None:
        """Leave ``chat`` and tell ``person``, apart from everything else. Adding us and the
        first messages come as several updates: a person hears of one group once."""
        self._errands.run("leave_group", _leave(bot, chat))
        if person is None or person.is_bot or (chat, person.id) in self._told:
            return
        self._told[chat, person.id] = None
        if len(self._told) > REMEMBERED:
            self._told.popitem(last=False)
        self._errands.run("tell_privately", self._tell(bot, person))

    async def _tell(self, bot: Bot, person: User) -> None:
        language = self._reader.hint(person) or BASE
        link = f"https://t.me/{(await bot.me()).username}"
        words = self._words[language].group.format(link=link)
        text = isolated(words) if language in RIGHT_TO_LEFT else words
        await self._pace.turn(person.id)
        # Whoever never began a chat with us may not be spoken to first.
        with suppress(TelegramForbiddenError):
            await bot.send_message(person.id, text, request_timeout=CALL_SECONDS)


async def _leave(bot: Bot, chat: int) -> None:
    # Left already, after another update of the same group.
    with suppress(TelegramForbiddenError):
        await bot.leave_chat(chat, request_timeout=CALL_SECONDS)
