"""What the process that leads does: check and set things up once, then keep them so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog
from aiogram import Bot

from handlers.telegram.errands import Errands
from handlers.telegram.profile import set_profile
from handlers.telegram.standing import Standing
from handlers.telegram.starting import Webhook, start
from handlers.telegram.words import Book

CHANNEL = "telegram"
LOOKER = "starting"
ELSEWHERE = "webhook_elsewhere"
AGAIN_SECONDS = 15.0
LEAD_SECONDS = 4.0

Lead = Callable[[], Awaitable[bool]]
Rest = Callable[[float], Awaitable[object]]
Step = Callable[[], Awaitable[None]]

log = structlog.get_logger()


class Keeper:
    """Starts the door, again when somebody takes its updates away, and then does ``work``."""

    def __init__(
        self,
        bot: Bot,
        webhook: Webhook | None,
        *,
        work: Step | None,
        take_over: bool,
        words: Book,
        errands: Errands,
        lead: Lead,
        standing: Standing,
        rest: Rest,
    ) -> None:
        """``work`` is one step of polling, None in webhook mode: then updates come by
        themselves to ``webhook``, and the lead is renewed."""
        self._bot = bot
        self._webhook = webhook
        self._work = work
        self._take_over = take_over
        self._words = words
        self._errands = errands
        self._lead = lead
        self._standing = standing
        self._rest = rest
        self._started = False
        self._has_profile = False

    async def step(self) -> None:
        """Start, or do one step of work."""
        if self._started and not self._standing.sees(ELSEWHERE):
            await self._go_on()
        elif await self._lead():
            await self._start()
        else:
            self._standing.forget()
            await self._rest(LEAD_SECONDS)

    async def _go_on(self) -> None:
        if self._work:
            await self._work()
        else:
            self._started = await self._lead()
            await self._rest(LEAD_SECONDS)

    async def _start(self) -> None:
        problem = await start(self._bot, self._webhook, take_over=self._take_over)
        self._started = problem is None
        if problem:
            await self._standing.tell(LOOKER, problem)
            await self._rest(AGAIN_SECONDS)
            return
        self._standing.settle(ELSEWHERE)
        await self._standing.tell(LOOKER, None)
        log.info("door_open", channel=CHANNEL, kind="webhook" if self._webhook else "polling")
        if not self._has_profile:
            self._errands.run("profile", set_profile(self._bot, self._words))
            self._has_profile = True
