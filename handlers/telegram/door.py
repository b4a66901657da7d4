"""The door's composition: what the service gets to run, and what it must give."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter

from bot.messages import Inbound
from handlers.telegram.bot import make_bot
from handlers.telegram.pacing import Pace
from handlers.telegram.sending import Telegram
from handlers.telegram.words import load

Accept = Callable[[Inbound], Awaitable[bool]]
Lead = Callable[[], Awaitable[bool]]
Report = Callable[[str | None, int | None], Awaitable[None]]
Rest = Callable[[float], Awaitable[object]]
Step = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class TelegramDoor:
    """``router`` is there in webhook mode. Each of ``loops`` is one step, to be repeated until
    the process ends; ``close`` comes after the last of them."""

    channel: Telegram
    router: APIRouter | None
    loops: Mapping[str, Step]
    close: Step


def build(
    *,
    bot_token: str,
    api_base: str | None,
    accept: Accept,
    lead: Lead,
    report: Report,
    rest: Rest,
    ending: Callable[[], bool],
    now: Callable[[], datetime],
    secret: str,
    public_url: str | None,
    take_over: bool,
    per_second: int,
    photo_bytes: int,
    languages: tuple[str, ...],
) -> TelegramDoor:
    """Wire the door. Raises StartError for a token without the form of one.

    ``accept`` stores what happened and says whether it was new. ``lead`` says whether this is
    the process that may poll, and renews that. ``report`` is told a code of what is wrong, or
    None, and how many updates wait. ``rest`` waits for some seconds, or less when the process
    ends, which ``ending`` says. With ``public_url`` updates come to our webhook, guarded by
    ``secret`` (1-256 of A-Z a-z 0-9 _ -), else they are asked for; ``take_over`` removes the
    webhook of somebody else. ``photo_bytes`` is how large a photo is fetched at most.
    """
    bot = make_bot(bot_token, api_base)
    words = load(languages)
    channel = Telegram(bot, Pace(per_second), words)
    return TelegramDoor(channel=channel, router=None, loops={}, close=bot.session.close)
