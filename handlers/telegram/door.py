"""The door's composition: what the service gets to run, and what it must give."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter

from bot.messages import Inbound
from handlers.telegram.bot import make_bot
from handlers.telegram.dispatching import make_dispatcher
from handlers.telegram.errands import Errands
from handlers.telegram.intake import Intake
from handlers.telegram.keeping import Keeper
from handlers.telegram.naming import of_bot
from handlers.telegram.pacing import BURST_SECONDS, Pace
from handlers.telegram.patience import Patience
from handlers.telegram.polling import Poller
from handlers.telegram.reading import Reader
from handlers.telegram.sending import Telegram
from handlers.telegram.standing import Standing
from handlers.telegram.starting import webhook_of
from handlers.telegram.watching import Watch
from handlers.telegram.webhook import routes as webhook_routes
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
    burst_seconds: float = BURST_SECONDS,
) -> TelegramDoor:
    """Wire the door. Raises StartError for a token without the form of one.

    ``accept`` stores what happened and says whether it was new. ``lead`` says whether this is
    the process that may poll, and renews that. ``report`` is told a code of what is wrong, or
    None, and how many updates wait. ``rest`` waits for some seconds, or less when the process
    ends, which ``ending`` says. With ``public_url`` updates come to our webhook, guarded by
    ``secret`` (1-256 of A-Z a-z 0-9 _ -), else they are asked for; ``take_over`` removes the
    webhook of somebody else. ``photo_bytes`` is how large a photo is fetched at most, and
    ``burst_seconds`` how long three messages to one person should take.
    """
    bot = make_bot(bot_token, api_base)
    words, errands, standing = load(languages), Errands(), Standing(report)
    pace = Pace(per_second, burst_seconds=burst_seconds)
    webhook = webhook_of(public_url, secret) if public_url else None

    async def accept_named(inbound: Inbound) -> bool:
        return await accept(of_bot(inbound, bot.id))

    dispatcher = make_dispatcher(
        accept=accept_named,
        reader=Reader(languages, photo_bytes),
        now=now,
        words=words,
        errands=errands,
        pace=pace,
    )
    intake = Intake(bot, dispatcher, accept_named, now)
    patience = Patience(intake.take, intake.keep_broken)
    poller = Poller(
        bot,
        intake.take,
        intake.keep_broken,
        lead=lead,
        standing=standing,
        rest=rest,
        ending=ending,
    )
    keeper = Keeper(
        bot,
        webhook,
        work=None if webhook else poller.step,
        take_over=take_over,
        words=words,
        errands=errands,
        lead=lead,
        standing=standing,
        rest=rest,
    )
    watch = Watch(
        bot, webhook.url if webhook else "", lead=lead, standing=standing, rest=rest, now=now
    )

    async def close() -> None:
        await errands.close()
        await bot.session.close()

    return TelegramDoor(
        channel=Telegram(bot, pace, words),
        router=webhook_routes(patience.take, secret) if webhook else None,
        loops={"telegram": keeper.step, "telegram_watch": watch.step},
        close=close,
    )
