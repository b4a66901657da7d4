"""What an error of Telegram's means for a message. The error's own text is never passed on:
it may hold the token, a name or a number."""

from __future__ import annotations

from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiohttp import ClientConnectorError

from bot.messages import SendError, Trouble

TOKEN_PAUSE_SECONDS = 60.0
GONE = ("chat not found", "user is deactivated", "peer_id_invalid")

# The first row that fits counts, so a narrower class stands before a wider one.
MEANINGS: tuple[tuple[type[AiogramError], Trouble, str], ...] = (
    (TelegramForbiddenError, Trouble.DEAD, "blocked"),
    (TelegramMigrateToChat, Trouble.DEAD, "chat_moved"),
    (TelegramEntityTooLarge, Trouble.REFUSED, "too_big"),
    (TelegramNetworkError, Trouble.UNKNOWN, "timeout"),
    (TelegramServerError, Trouble.RETRY, "server_error"),
    (TelegramConflictError, Trouble.RETRY, "conflict"),
    (ClientDecodeError, Trouble.UNKNOWN, "unreadable_answer"),
    (TelegramAPIError, Trouble.REFUSED, "refused"),
)


def send_error(error: AiogramError) -> SendError:
    """What ``error`` means for the message that was being sent."""
    match error:
        case TelegramRetryAfter():
            return SendError(Trouble.RETRY, "flood", after=float(error.retry_after))
        case TelegramUnauthorizedError() | TelegramNotFound():
            # Telegram answers 404 to a token that it cannot even read.
            return SendError(Trouble.RETRY, "token_refused", after=TOKEN_PAUSE_SECONDS)
        case TelegramBadRequest() if says(error, *GONE):
            return SendError(Trouble.DEAD, "chat_gone")
        case TelegramNetworkError() if isinstance(error.__cause__, ClientConnectorError):
            return SendError(Trouble.RETRY, "unreachable")
    for kind, trouble, code in MEANINGS:
        if isinstance(error, kind):
            return SendError(trouble, code)
    return SendError(Trouble.UNKNOWN, "unclear")


def repeatable(error: AiogramError) -> SendError:
    """The same for what may be done twice: an outcome that is not known is tried again."""
    found = send_error(error)
    if found.trouble is Trouble.UNKNOWN:
        return SendError(Trouble.RETRY, found.code)
    return found


def says(error: TelegramAPIError, *phrases: str) -> bool:
    """Whether Telegram's description holds one of ``phrases`` (lower case)."""
    text = error.message.lower()
    return any(phrase in text for phrase in phrases)
