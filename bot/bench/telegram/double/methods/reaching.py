"""Which chat a call means, and whether the bot may speak there."""

from __future__ import annotations

from bot.bench.telegram.double.chats import Chat, Posted
from bot.bench.telegram.double.params import Params
from bot.bench.telegram.double.refusals import (
    BLOCKED,
    DEACTIVATED,
    NOT_STARTED,
    RefusedError,
    bad_request,
)
from bot.bench.telegram.double.world import World


def chat_of(world: World, params: Params) -> Chat:
    """The chat that ``chat_id`` names; raises RefusedError (400) where the bot knows none."""
    if not params.text("chat_id"):
        raise bad_request("chat_id is empty")
    number = params.number("chat_id") or 0
    chat = world.chats.get(number)
    if chat is None:
        raise bad_request("chat not found")
    return chat


def open_chat(world: World, params: Params) -> Chat:
    """A chat in which the bot may speak now; raises RefusedError (403) for any other."""
    chat = chat_of(world, params)
    if chat.deactivated:
        raise RefusedError(403, DEACTIVATED)
    if chat.blocked:
        raise RefusedError(403, BLOCKED)
    if not chat.member:
        raise RefusedError(403, f"Forbidden: bot is not a member of the {chat.kind} chat")
    if chat.kind == "private" and not chat.started:
        raise RefusedError(403, NOT_STARTED)
    return chat


def posted_in(chat: Chat, number: int | None) -> Posted | None:
    """The message with this number, None where there is none (any more)."""
    posted = chat.posted.get(number or 0)
    return None if posted is None or posted.deleted else posted
