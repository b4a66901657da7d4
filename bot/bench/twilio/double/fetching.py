"""Fetching what is sent: Twilio asks for the head of a file, for the file, and looks at both."""

from __future__ import annotations

from email.message import Message as Headers
from http import HTTPStatus

import filetype
from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.bench.twilio.double.messages import Message
from bot.bench.twilio.double.world import World

NOT_FETCHED = 63019
NOT_TAKEN = 63021
MILLION = 1_000_000
MOST, MOST_IMAGE = 16 * MILLION, 5 * MILLION
TIMES = ClientTimeout(total=30)
# Of these alone it is checked that they hold what their header says.
KNOWN = ("image/", "application/pdf", "video/mp4")


async def enclose(world: World, message: Message) -> None:
    """Fetch the file of ``message``, if it has one; what is wrong with it ends the message."""
    if message.media_url is None or message.error:
        return
    try:
        mime, content, name = await _fetched(world.routes.real(message.media_url))
    except (ClientError, OSError, LookupError, ValueError):
        _fail(message, NOT_FETCHED)
        return
    if _is_taken(mime, content):
        world.keep_file(message, mime, content, name)
    else:
        _fail(message, NOT_TAKEN)


async def _fetched(url: str) -> tuple[str, bytes, str]:
    async with ClientSession(timeout=TIMES, auto_decompress=False) as session:
        async with session.head(url) as head:
            _check(head.status)
            announced = head.headers.get("Content-Type", "")
        async with session.get(url) as answer:
            _check(answer.status)
            if answer.headers.get("Content-Type", "") != announced:
                raise ValueError
            about = Headers()
            about["Content-Disposition"] = answer.headers.get("Content-Disposition", "")
            return announced, await answer.read(), about.get_filename("")


def _check(status: int) -> None:
    if status != HTTPStatus.OK:
        raise ValueError


def _is_taken(mime: str, content: bytes) -> bool:
    most = MOST_IMAGE if mime.startswith("image/") else MOST
    honest = not mime.startswith(KNOWN) or filetype.guess_mime(content) == mime
    return honest and 0 < len(content) <= most


def _fail(message: Message, error: int) -> None:
    message.error, message.course = error, ("failed",)
