"""The start: what is in the way is said, and Telegram is told who we are."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram import Bot

from bot.bench.telegram.double.bot_api import Double
from bot.bench.telegram.double.refusals import RefusedError, bad_request, too_many
from bot.errors import StartError
from handlers.telegram.bot import make_bot
from handlers.telegram.dispatching import ALLOWED_UPDATES
from handlers.telegram.profile import set_profile
from handlers.telegram.starting import start, webhook_of
from handlers.telegram.words import COMMANDS, load
from tests.handlers.telegram.conftest import LANGUAGES, SECRET, Service, door_of

OURS = webhook_of("http://infoline.example/", SECRET)


async def test_all_is_well(double: Double, bot: Bot) -> None:
    assert await start(bot, None, take_over=False) is None
    assert await start(bot, OURS, take_over=False) is None
    hook = double.world.hook
    assert (hook.url, hook.secret) == ("http://infoline.example/telegram/webhook", SECRET)
    assert list(double.world.updates.allowed) == ALLOWED_UPDATES
    assert double.token not in hook.url


@pytest.mark.parametrize("token", ["", "abc", "987654321", "x:y"])
def test_a_token_that_is_none_is_refused_without_being_shown(token: str) -> None:
    with pytest.raises(StartError, match="TELEGRAM_BOT_TOKEN") as caught:
        make_bot(token)
    assert not token or token not in str(caught.value)


async def test_a_token_that_telegram_does_not_take(double: Double) -> None:
    bot = make_bot("123456789:AAF-of-somebody-else", double.base)
    assert await start(bot, None, take_over=True) == "token_refused"
    await bot.session.close()


async def test_telegram_is_not_there(double: Double, bot: Bot) -> None:
    async with double.away():
        assert await start(bot, None, take_over=False) == "unreachable"
    double.mischief.next("getMe", RefusedError(500, "x"))
    assert await start(bot, None, take_over=False) == "unreachable"


@pytest.mark.parametrize("webhook", [None, OURS], ids=["polling", "webhook"])
async def test_the_webhook_of_somebody_else(double: Double, bot: Bot, webhook: Any) -> None:
    double.world.hook.set("http://127.0.0.1:9/elsewhere", "", 40)
    double.person().write("kept at Telegram")
    assert await start(bot, webhook, take_over=False) == "webhook_elsewhere"
    assert double.world.hook.url == "http://127.0.0.1:9/elsewhere"
    assert await start(bot, webhook, take_over=True) is None
    assert double.world.hook.url == (webhook.url if webhook else "")
    assert len(double.world.updates) == 1


async def test_our_own_webhook_is_set_again(double: Double, bot: Bot) -> None:
    double.world.hook.set("http://infoline.example/an/older/path", "", 40)
    assert await start(bot, OURS, take_over=False) is None
    assert double.world.hook.secret == SECRET


async def test_a_webhook_that_telegram_does_not_take(double: Double, bot: Bot) -> None:
    double.mischief.next("setWebhook", bad_request("bad webhook: HTTPS url must be provided"))
    assert await start(bot, OURS, take_over=False) == "webhook_refused"


async def test_the_door_says_what_is_wrong_and_starts_when_it_is_put_right(
    double: Double, service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    door = door_of(double, service)
    double.world.hook.set("http://127.0.0.1:9/elsewhere", "", 40)
    for _ in range(2):
        await door.loops["telegram"]()
    assert service.problems() == ["webhook_elsewhere"]
    assert "telegram_take_over" in "".join(capsys.readouterr())
    assert double.world.calls.of("getUpdates") == []
    double.world.hook.set("", "", 40)
    await door.loops["telegram"]()
    assert service.problems() == ["webhook_elsewhere", None]
    await door.close()


def shown(texts: dict[str, str], code: str, otherwise: str = "") -> str:
    """What an app in this language shows."""
    return texts.get(code) or texts.get("") or otherwise


async def test_the_profile_is_set_in_every_language_and_then_left_alone(
    double: Double, bot: Bot
) -> None:
    words = load(LANGUAGES)
    await set_profile(bot, words)
    profile = double.world.profile
    default = '{"type": "default"}'
    for code in ("", *LANGUAGES):
        expected = words[code or "en"]
        names = [one["command"] for one in profile.commands[default, code]]
        assert names == list(COMMANDS)
        meanings = [one["description"] for one in profile.commands[default, code]]
        assert meanings == list(expected.commands.values())
        assert shown(profile.name, code, double.world.me.first_name) == expected.name
        assert shown(profile.description, code) == expected.about
    changes = len([call for call in double.world.calls.all if call.method.startswith("set")])
    await set_profile(bot, words)
    again = [call for call in double.world.calls.all if call.method.startswith("set")]
    assert len(again) == changes


async def test_a_limit_on_these_calls_is_no_failure(
    double: Double, bot: Bot, capsys: pytest.CaptureFixture[str]
) -> None:
    double.mischief.next("setMyName", too_many(86400))
    await set_profile(bot, load(LANGUAGES))
    assert double.world.profile.description
    assert "flood" in "".join(capsys.readouterr())


async def test_the_profile_waits_for_the_next_start_where_telegram_is_away(
    double: Double, bot: Bot
) -> None:
    double.mischief.next("setMyCommands", bad_request("BOT_COMMAND_INVALID"))
    await set_profile(bot, load(LANGUAGES))
    assert double.world.profile.short_description
    async with double.away():
        await set_profile(bot, load(LANGUAGES))
