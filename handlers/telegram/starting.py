"""The check at the start: is the token good, does nobody else take our updates."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramNotFound,
    TelegramUnauthorizedError,
)

from handlers.telegram.dispatching import ALLOWED_UPDATES
from handlers.telegram.webhook import PATH

MAX_CONNECTIONS = 40


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram brings updates, and the secret that it brings with them."""

    url: str
    secret: str


def webhook_of(public_url: str, secret: str) -> Webhook:
    """Our webhook below the address ``public_url`` that the service is reached at."""
    return Webhook(f"{public_url.rstrip('/')}{PATH}", secret)


async def start(bot: Bot, webhook: Webhook | None, *, take_over: bool) -> str | None:
    """Make Telegram bring updates to ``webhook``, or keep them until they are asked for.

    Returns the code of what is in the way, None when all is well. Nothing that waits at
    Telegram is dropped. The webhook of somebody else goes only with ``take_over``.
    """
    try:
        await bot.get_me()
        elsewhere = _is_elsewhere((await bot.get_webhook_info()).url, webhook)
        if elsewhere and not take_over:
            return "webhook_elsewhere"
        if webhook:
            return await _set(bot, webhook)
        if elsewhere:
            await bot.delete_webhook(drop_pending_updates=False)
    except (TelegramUnauthorizedError, TelegramNotFound):
        return "token_refused"
    except AiogramError:
        return "unreachable"
    return None


def _is_elsewhere(url: str, webhook: Webhook | None) -> bool:
    """Whether ``url`` is set, and not by this deployment: in polling mode none should be."""
    if not url or webhook is None:
        return bool(url)
    return urlsplit(url).netloc != urlsplit(webhook.url).netloc


async def _set(bot: Bot, webhook: Webhook) -> str | None:
    try:
        await bot.set_webhook(
            webhook.url,
            secret_token=webhook.secret,
            allowed_updates=ALLOWED_UPDATES,
            max_connections=MAX_CONNECTIONS,
        )
    except TelegramBadRequest:
        return "webhook_refused"
    return None
