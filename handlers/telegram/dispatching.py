"""aiogram's dispatcher with our routers: private chats are kept, all others are left."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from aiogram import Bot, Dispatcher, F, Router
from aiogram.enums import ChatType
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, Update

from bot.messages import Inbound
from handlers.telegram.errands import Errands
from handlers.telegram.groups import Groups
from handlers.telegram.pacing import Pace
from handlers.telegram.reading import Reader
from handlers.telegram.words import Book

Accept = Callable[[Inbound], Awaitable[bool]]
Now = Callable[[], datetime]

ALLOWED_UPDATES = ["message", "edited_message", "channel_post", "callback_query", "my_chat_member"]
ANSWER_SECONDS = 5


class UnreadableError(Exception):
    """An update that aiogram takes but that we cannot read."""


def make_dispatcher(
    *, accept: Accept, reader: Reader, now: Now, words: Book, errands: Errands, pace: Pace
) -> Dispatcher:
    """A dispatcher without memory of its own. What ``accept`` raises comes out of
    ``feed_update``, so that the update is not confirmed; so does UnreadableError."""
    dispatcher = Dispatcher(disable_fsm=True)
    groups = Groups(reader, words, errands, pace)
    dispatcher.include_routers(_private(accept, reader, now, words, errands), _others(groups))
    return dispatcher


def _private(accept: Accept, reader: Reader, now: Now, words: Book, errands: Errands) -> Router:
    router = Router(name="private")
    private = F.chat.type == ChatType.PRIVATE

    async def keep(update: Update) -> None:
        inbound = _read(reader, update, now())
        if inbound is not None:
            await accept(inbound)

    @router.message(private)
    @router.edited_message(private)
    async def keep_message(_message: Message, event_update: Update) -> None:
        await keep(event_update)

    @router.my_chat_member(private)
    async def keep_membership(_change: ChatMemberUpdated, event_update: Update) -> None:
        await keep(event_update)

    @router.callback_query()
    async def keep_pressed(query: CallbackQuery, event_update: Update, bot: Bot) -> None:
        await keep(event_update)
        # Too late, or asked twice: the person has their answer all the same.
        hint = reader.hint(query.from_user)
        text = words[hint].chosen if hint else None
        errands.run(
            "answer_query",
            bot.answer_callback_query(query.id, text=text, request_timeout=ANSWER_SECONDS),
        )

    return router


def _others(groups: Groups) -> Router:
    router = Router(name="groups")

    @router.message()
    @router.channel_post()
    async def leave_after_message(message: Message, bot: Bot) -> None:
        groups.leave(bot, message.chat.id, message.from_user)

    @router.my_chat_member()
    async def leave_after_adding(change: ChatMemberUpdated, bot: Bot) -> None:
        if change.new_chat_member.status not in {"left", "kicked"}:
            groups.leave(bot, change.chat.id, change.from_user)

    return router


def _read(reader: Reader, update: Update, now: datetime) -> Inbound | None:
    try:
        return reader.read(update, now)
    except Exception as error:  # noqa: BLE001 - whatever is odd in it, it must not come for ever
        raise UnreadableError(type(error).__name__) from None
