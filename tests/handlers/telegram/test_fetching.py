"""Files that people sent: fetched as far as they may be, and no address of one is told."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiohttp import web

from bot.bench.double.faults import Fault
from bot.bench.telegram.double.bot_api import Double
from bot.bench.telegram.double.refusals import RefusedError
from bot.messages import Media, MediaKind, SendError, Trouble
from handlers.telegram.bot import make_bot
from handlers.telegram.fetching import fetch

TOKEN = "123456789:AAF-the-token"


def file_of(double: Double, content: bytes, size: int | None = None) -> Media:
    """A photo that somebody sent."""
    file = double.world.files.add("photos", "jpg", content, size)
    return Media(MediaKind.PHOTO, file.id)


async def refusal(bot: Bot, media: Media, most: int) -> tuple[Trouble, str]:
    """What fetching ends with, which must say nothing of the token."""
    with pytest.raises(SendError) as caught:
        await fetch(bot, media, most)
    error: BaseException | None = caught.value
    assert error is not None
    assert error.__suppress_context__ or error.__context__ is None
    assert bot.token not in f"{error!r}{error.__cause__!r}"
    return caught.value.trouble, caught.value.code


async def test_a_file(double: Double, bot: Bot) -> None:
    content = b"\x00\xff" * 100_000
    assert await fetch(bot, file_of(double, content), 200_000) == content


async def test_a_file_that_is_too_big_is_not_read(double: Double, bot: Bot) -> None:
    assert await refusal(bot, file_of(double, b"x" * 11), 10) == (Trouble.REFUSED, "too_big")
    said = Media(MediaKind.PHOTO, "any", size=11)
    assert await refusal(bot, said, 10) == (Trouble.REFUSED, "too_big")
    assert len(double.world.calls.of("getFile")) == 1


async def test_a_file_that_is_larger_than_said_is_not_read_to_its_end(
    double: Double, bot: Bot
) -> None:
    lying = file_of(double, b"x" * 1_000_000, size=5)
    assert await refusal(bot, lying, 10) == (Trouble.REFUSED, "too_big")


async def test_a_file_that_telegram_does_not_give_to_bots(double: Double, bot: Bot) -> None:
    large = file_of(double, b"x", size=30_000_000)
    assert await refusal(bot, large, 90_000_000) == (Trouble.REFUSED, "too_big")


async def test_what_cannot_be_fetched(bot: Bot) -> None:
    assert await refusal(bot, Media(MediaKind.STICKER), 10) == (Trouble.REFUSED, "no_file")
    unknown = Media(MediaKind.PHOTO, "unknown")
    assert await refusal(bot, unknown, 10) == (Trouble.REFUSED, "refused")


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.DROP_BEFORE, "timeout"),
        (Fault.BAD_GATEWAY, "unreadable_answer"),
        (RefusedError(429, "Too Many Requests", retry_after=3), "flood"),
        (RefusedError(401, "Unauthorized"), "token_refused"),
    ],
)
async def test_what_is_tried_again(
    double: Double, bot: Bot, fault: Fault | RefusedError, code: str
) -> None:
    media = file_of(double, b"x")
    double.mischief.next("getFile", fault)
    assert await refusal(bot, media, 10) == (Trouble.RETRY, code)
    assert await fetch(bot, media, 10) == b"x"


@pytest.fixture
async def odd() -> AsyncIterator[Bot]:
    """A bot at a server that tells of files and gives them in its own ways."""

    async def get_file(request: web.Request) -> web.Response:
        form = await request.post()
        known = {"file_id": "1", "file_unique_id": "1"}
        path = {} if form["file_id"] == "nowhere" else {"file_path": str(form["file_id"])}
        return web.json_response({"ok": True, "result": known | path})

    async def give(request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name.isdigit():
            return web.Response(status=int(name))
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(request)
        await response.write(b"half")
        if request.transport:
            request.transport.abort()
        return response

    app = web.Application()
    app.router.add_post(f"/bot{TOKEN}/getFile", get_file)
    app.router.add_get(f"/file/bot{TOKEN}/{{name}}", give)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bot = make_bot(TOKEN, f"http://127.0.0.1:{runner.addresses[0][1]}")
    yield bot
    await bot.session.close()
    await runner.cleanup()


@pytest.mark.parametrize(
    ("ref", "trouble", "code"),
    [
        ("nowhere", Trouble.REFUSED, "no_file"),
        ("404", Trouble.RETRY, "file_not_given"),
        ("500", Trouble.RETRY, "file_not_given"),
        ("401", Trouble.RETRY, "token_refused"),
        ("cut", Trouble.RETRY, "unreachable"),
    ],
)
async def test_a_file_that_is_not_given(odd: Bot, ref: str, trouble: Trouble, code: str) -> None:
    assert await refusal(odd, Media(MediaKind.PHOTO, ref), 1000) == (trouble, code)
