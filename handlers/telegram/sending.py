"""The channel as the outbox sees it: one call to Telegram for each part of a message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, TypeVar

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramRetryAfter
from aiogram.methods import (
    DeleteMessages,
    EditMessageReplyMarkup,
    SendDocument,
    SendMessage,
    TelegramMethod,
)
from aiogram.types import Message

from bot.messages import (
    Act,
    Address,
    Enclosure,
    Form,
    Media,
    Outbound,
    SendError,
    Sent,
    Trouble,
)
from handlers.telegram.enclosing import CALL_SECONDS, FILES, NOT_SHOWN, as_document, method_of
from handlers.telegram.failures import repeatable, says, send_error
from handlers.telegram.fetching import fetch
from handlers.telegram.pacing import Pace
from handlers.telegram.words import Book
from handlers.telegram.writing import Part, closed_keyboard, keyboard, parts

CHANNEL = "telegram"
DELETED_AT_ONCE = 100
THINKING_SECONDS = 5
NOTHING_TO_CLOSE = (
    "message is not modified",
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
)
ALREADY_GONE = ("message to delete not found", "message_id_invalid")

T = TypeVar("T")

log = structlog.get_logger()


class Telegram:
    """Sends, closes and takes back messages in private chats, and fetches what people sent."""

    name = CHANNEL
    form: Form = "full"
    idempotent = False
    retract_within: timedelta | None = timedelta(hours=48)
    files: Mapping[str, int] = FILES

    def __init__(self, bot: Bot, pace: Pace, words: Book) -> None:
        """``words`` are the first lines of sensitive messages, by language."""
        self._bot = bot
        self._pace = pace
        self._words = words

    async def send(self, message: Outbound) -> Sent:
        """Carry out ``message.act`` for its next part. Raises SendError."""
        chat = int(message.address.identifier)
        match message.act:
            case Act.SEND:
                return await self._send_part(chat, message)
            case Act.CLOSE_CHOICES:
                return await self._close(chat, message)
            case Act.RETRACT:
                return await self._retract(chat, message)
            case Act.CONTINUE:
                return Sent()  # nothing is kept back here

    async def fetch(self, media: Media, most: int) -> bytes:
        """The file behind ``media.ref``, of ``most`` bytes at most. Raises SendError."""
        return await fetch(self._bot, media, most)

    async def thinking(self, address: Address) -> None:
        """Show "typing" for some seconds. An ornament: what goes wrong with it does not count."""
        chat = int(address.identifier)
        if self._pace.held(chat):
            return
        try:
            await self._bot.send_chat_action(chat, "typing", request_timeout=THINKING_SECONDS)
        except TelegramRetryAfter as error:
            self._pace.hold(chat, error.retry_after)
        except Exception as error:  # noqa: BLE001 - never raises, by contract
            log.debug("thinking_not_shown", channel=CHANNEL, error=type(error).__name__)

    def estimate(self, message: Outbound) -> None:
        """Sending is free."""
        del message

    async def _send_part(self, chat: int, message: Outbound) -> Sent:
        found = parts(message, self._words)
        at = len(message.sent)
        if not found:
            raise SendError(Trouble.REFUSED, "empty")
        if at >= len(found):
            return Sent()
        last = at == len(found) - 1
        try:
            sent = await self._hand_over(chat, message, found[at], last=last)
        except AiogramError as error:
            raise send_error(error) from None
        return Sent(str(sent.message_id), more=not last)

    async def _hand_over(self, chat: int, message: Outbound, part: Part, *, last: bool) -> Message:
        if part.file:
            return await self._send_file(chat, message, part.file, part.text or None)
        method = SendMessage(
            chat_id=chat,
            text=part.text,
            reply_markup=keyboard(message.choices) if last else None,
            protect_content=True if message.sensitive else None,
        )
        return await self._call(chat, method)

    async def _send_file(
        self, chat: int, message: Outbound, file: Enclosure, caption: str | None
    ) -> Message:
        """Show it as what it is, and as a document where Telegram or the person wants that."""
        content, protected = await file.read(), message.sensitive
        method = method_of(chat, file, content, caption, protected=protected)
        try:
            return await self._call(chat, method, CALL_SECONDS)
        except TelegramBadRequest as error:
            if isinstance(method, SendDocument) or not says(error, *NOT_SHOWN):
                raise
        method = as_document(chat, file, content, caption, protected=protected)
        return await self._call(chat, method, CALL_SECONDS)

    async def _close(self, chat: int, message: Outbound) -> Sent:
        if message.sent:
            method = EditMessageReplyMarkup(
                chat_id=chat,
                message_id=int(message.sent[-1]),
                reply_markup=closed_keyboard(message.choices, message.chosen),
            )
            await self._repeatable(chat, method, NOTHING_TO_CLOSE)
        return Sent()

    async def _retract(self, chat: int, message: Outbound) -> Sent:
        ids = [int(sent) for sent in message.sent]
        for at in range(0, len(ids), DELETED_AT_ONCE):
            method = DeleteMessages(chat_id=chat, message_ids=ids[at : at + DELETED_AT_ONCE])
            await self._repeatable(chat, method, ALREADY_GONE)
        return Sent()

    async def _repeatable(
        self, chat: int, method: TelegramMethod[Any], done: tuple[str, ...]
    ) -> None:
        """Call what may be done twice; ``done`` are the refusals that say it was done already."""
        try:
            await self._call(chat, method)
        except AiogramError as error:
            if not (isinstance(error, TelegramBadRequest) and says(error, *done)):
                raise repeatable(error) from None

    async def _call(self, chat: int, method: TelegramMethod[T], seconds: int | None = None) -> T:
        await self._pace.turn(chat)
        try:
            return await self._bot(method, request_timeout=seconds)
        except TelegramRetryAfter as error:
            self._pace.hold(chat, error.retry_after)
            raise
