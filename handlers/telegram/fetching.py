"""A file that a person sent. Its address holds the token: it is neither logged nor raised."""

from __future__ import annotations

from contextlib import aclosing
from http import HTTPStatus

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiohttp import ClientError, ClientResponseError

from bot.messages import Media, SendError, Trouble
from handlers.telegram.failures import TOKEN_PAUSE_SECONDS, repeatable, says

FILE_SECONDS = 60


async def fetch(bot: Bot, media: Media, most: int) -> bytes:
    """The file behind ``media.ref``; it is not read further than ``most`` bytes.

    Raises SendError: REFUSED "no_file", "too_big" or "refused", or RETRY.
    """
    if media.ref is None:
        raise SendError(Trouble.REFUSED, "no_file")
    _check(media.size, most)
    path = await _path(bot, media.ref, most)
    try:
        return await _read(bot, path, most)
    except ClientResponseError as error:
        raise _meaning(error.status) from None
    except (ClientError, TimeoutError, OSError):
        raise SendError(Trouble.RETRY, "unreachable") from None


async def _path(bot: Bot, ref: str, most: int) -> str:
    try:
        file = await bot.get_file(ref)
    except TelegramBadRequest as error:
        code = "too_big" if says(error, "file is too big") else "refused"
        raise SendError(Trouble.REFUSED, code) from None
    except AiogramError as error:
        raise repeatable(error) from None
    _check(file.file_size, most)
    if file.file_path is None:
        raise SendError(Trouble.REFUSED, "no_file")
    return file.file_path


async def _read(bot: Bot, path: str, most: int) -> bytes:
    url = bot.session.api.file_url(bot.token, path)
    content = bytearray()
    async with aclosing(bot.session.stream_content(url, timeout=FILE_SECONDS)) as chunks:
        async for chunk in chunks:
            content += chunk
            _check(len(content), most)
    return bytes(content)


def _check(size: int | None, most: int) -> None:
    if size is not None and size > most:
        raise SendError(Trouble.REFUSED, "too_big")


def _meaning(status: int) -> SendError:
    if status == HTTPStatus.UNAUTHORIZED:
        return SendError(Trouble.RETRY, "token_refused", after=TOKEN_PAUSE_SECONDS)
    # A link ends after an hour; the next attempt asks for a new one.
    return SendError(Trouble.RETRY, "file_not_given")
