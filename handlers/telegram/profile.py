"""The bot's commands, name and descriptions in every language, set where they differ."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramNetworkError, TelegramRetryAfter
from aiogram.types import BotCommand

from handlers.telegram.words import BASE, Book, Words

CHANNEL = "telegram"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing of the profile: what it should be, what it is, and how it is set."""

    kind: str
    wanted: Callable[[Words], Any]
    present: Callable[[Bot, str | None], Awaitable[Any]]
    change: Callable[[Bot, Any, str | None], Awaitable[object]]


async def set_profile(bot: Bot, words: Book) -> None:
    """Set what differs, for apps in any other language (English) and in each of ours.

    Telegram allows few of these calls: a refusal is logged and that trait left for the next
    start. Nothing here keeps the service from starting.
    """
    for trait in TRAITS:
        try:
            await _set_everywhere(bot, trait, words)
        except TelegramRetryAfter:
            log.warning("profile_left_for_later", channel=CHANNEL, kind=trait.kind, code="flood")
        except TelegramNetworkError:
            log.warning("profile_left_for_later", channel=CHANNEL, code="unreachable")
            return
        except AiogramError as error:
            log.warning(
                "profile_refused", channel=CHANNEL, kind=trait.kind, error=type(error).__name__
            )


async def _set_everywhere(bot: Bot, trait: Trait, words: Book) -> None:
    for language in (None, *words):
        wanted = trait.wanted(words[language or BASE])
        if await trait.present(bot, language) != wanted:
            await trait.change(bot, wanted, language)


def _commands(words: Words) -> list[tuple[str, str]]:
    return list(words.commands.items())


async def _commands_now(bot: Bot, language: str | None) -> list[tuple[str, str]]:
    found = await bot.get_my_commands(language_code=language)
    return [(command.command, command.description) for command in found]


async def _set_commands(bot: Bot, wanted: list[tuple[str, str]], language: str | None) -> bool:
    commands = [BotCommand(command=name, description=meaning) for name, meaning in wanted]
    return await bot.set_my_commands(commands, language_code=language)


async def _name_now(bot: Bot, language: str | None) -> str:
    return (await bot.get_my_name(language_code=language)).name


async def _about_now(bot: Bot, language: str | None) -> str:
    return (await bot.get_my_description(language_code=language)).description


async def _short_now(bot: Bot, language: str | None) -> str:
    return (await bot.get_my_short_description(language_code=language)).short_description


TRAITS = (
    Trait("commands", _commands, _commands_now, _set_commands),
    Trait(
        "name",
        lambda words: words.name,
        _name_now,
        lambda bot, value, code: bot.set_my_name(value, language_code=code),
    ),
    Trait(
        "about",
        lambda words: words.about,
        _about_now,
        lambda bot, value, code: bot.set_my_description(value, language_code=code),
    ),
    Trait(
        "short",
        lambda words: words.short,
        _short_now,
        lambda bot, value, code: bot.set_my_short_description(value, language_code=code),
    ),
)
