"""What an error of Telegram's means for a message."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from aiogram import exceptions as errors
from aiogram.exceptions import AiogramError
from aiogram.methods import SendMessage

from bot.messages import SendError, Trouble
from handlers.telegram.failures import repeatable, send_error

SECRET = "123456789:AAF-the-token"
METHOD = SendMessage(chat_id=5, text="words of a person")


def api(kind: type[Any], text: str = SECRET, cause: Exception | None = None) -> AiogramError:
    """An error as aiogram's session raises it."""
    error: AiogramError = kind(method=METHOD, message=text)
    error.__cause__ = cause
    return error


def never_connected() -> aiohttp.ClientConnectorError:
    """Nobody listens."""
    key: Any = aiohttp.client_reqrep.ConnectionKey("h", 1, False, None, None, None, None)
    return aiohttp.ClientConnectorError(key, OSError(111, SECRET))


@pytest.mark.parametrize(
    ("error", "trouble", "code", "after"),
    [
        (errors.TelegramRetryAfter(METHOD, "x", 7), Trouble.RETRY, "flood", 7.0),
        (api(errors.TelegramForbiddenError), Trouble.DEAD, "blocked", None),
        (api(errors.TelegramBadRequest, "Bad Request: chat not found"), Trouble.DEAD,
         "chat_gone", None),
        (api(errors.TelegramBadRequest, "Bad Request: user is deactivated"), Trouble.DEAD,
         "chat_gone", None),
        (api(errors.TelegramBadRequest), Trouble.REFUSED, "refused", None),
        (api(errors.TelegramUnauthorizedError), Trouble.RETRY, "token_refused", 60.0),
        (api(errors.TelegramNotFound), Trouble.RETRY, "token_refused", 60.0),
        (errors.TelegramMigrateToChat(METHOD, "x", -5), Trouble.DEAD, "chat_moved", None),
        (api(errors.TelegramServerError), Trouble.RETRY, "server_error", None),
        (api(errors.RestartingTelegram), Trouble.RETRY, "server_error", None),
        (api(errors.TelegramConflictError), Trouble.RETRY, "conflict", None),
        (api(errors.TelegramNetworkError, cause=never_connected()), Trouble.RETRY,
         "unreachable", None),
        (api(errors.TelegramNetworkError, cause=TimeoutError()), Trouble.UNKNOWN,
         "timeout", None),
        (api(errors.TelegramNetworkError, cause=aiohttp.ServerDisconnectedError()),
         Trouble.UNKNOWN, "timeout", None),
        (api(errors.TelegramEntityTooLarge), Trouble.REFUSED, "too_big", None),
        (errors.ClientDecodeError("x", ValueError(), SECRET), Trouble.UNKNOWN,
         "unreadable_answer", None),
        (api(errors.TelegramAPIError), Trouble.REFUSED, "refused", None),
        (AiogramError(SECRET), Trouble.UNKNOWN, "unclear", None),
    ],
)  # fmt: skip
def test_meaning(error: AiogramError, trouble: Trouble, code: str, after: float | None) -> None:
    found = send_error(error)
    assert (found.trouble, found.code, found.after) == (trouble, code, after)
    assert SECRET not in f"{found!r} {found}"
    again = repeatable(error)
    assert again.trouble is (Trouble.RETRY if trouble is Trouble.UNKNOWN else trouble)
    assert (again.code, again.after) == (code, after)


def test_every_error_that_aiogram_knows_has_a_meaning() -> None:
    kinds = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.TelegramAPIError)
    ]
    assert len(kinds) > 10
    for kind in kinds:
        error = kind.__new__(kind)
        error.message, error.retry_after = SECRET, 1
        assert isinstance(send_error(error), SendError)
        assert send_error(error).code != "unclear"
