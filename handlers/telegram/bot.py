"""The client of Telegram's Bot API, as every part of this door uses it."""

from __future__ import annotations

import logging

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.utils.token import TokenValidationError

from bot.errors import StartError

CALL_SECONDS = 20
"""How long a call may take: shorter than the lease that the outbox has on a message."""


def make_bot(token: str, api_base: str | None = None) -> Bot:
    """A client for ``token`` at ``api_base``, Telegram's own server without one.

    No markup is read from texts and no link is previewed. Raises StartError for a token that
    does not have the form of one; the token is not repeated.
    """
    _silence()
    server = TelegramAPIServer.from_base(api_base) if api_base else PRODUCTION
    try:
        return Bot(
            token,
            session=AiohttpSession(api=server, timeout=CALL_SECONDS),
            default=DefaultBotProperties(parse_mode=None, link_preview_is_disabled=True),
        )
    except TokenValidationError:
        msg = "TELEGRAM_BOT_TOKEN is not a bot token: it looks like 123456789:AA... (BotFather)"
        raise StartError(msg) from None


def _silence() -> None:
    """aiogram's loggers name chats and, in errors, addresses with the token: nothing is kept."""
    root = logging.getLogger("aiogram")
    if not root.handlers:
        root.addHandler(logging.NullHandler())
    root.propagate = False
