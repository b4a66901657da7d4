"""How the door stands, told once for everything that looks after it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog

CHANNEL = "telegram"
# What whoever runs the service must know, by code. The first one that is true is told.
MEANINGS: dict[str, str] = {
    "token_refused": "Telegram refuses TELEGRAM_BOT_TOKEN. BotFather shows the valid one.",
    "webhook_elsewhere": "Another address is set as webhook of this bot and gets its messages. "
    "telegram_take_over: true in config.yaml removes it.",
    "other_poller": "Another program asks Telegram for this bot's messages. Stop it; two cannot.",
    "webhook_refused": "Telegram does not take our webhook address. It must be public, with https "
    "on port 443, 80, 88 or 8443: public_url in config.yaml.",
    "not_stored": "Messages cannot be stored at present. None is lost: Telegram keeps them.",
    "unreachable": "Telegram's server cannot be reached.",
    "webhook_failing": "Telegram could not deliver messages to our webhook.",
    "backlog_growing": "More and more messages wait at Telegram.",
}

Report = Callable[[str | None, int | None], Awaitable[None]]

log = structlog.get_logger()


class Standing:
    """Gathers what each looker sees, and reports the worst when something changes."""

    def __init__(self, report: Report) -> None:
        """``report`` is told a code or None, and how many updates wait."""
        self._report = report
        self._seen: dict[str, str | None] = {}
        self._told: tuple[str | None, int | None] | None = None
        self._pending: int | None = None

    async def tell(self, looker: str, problem: str | None, pending: int | None = None) -> None:
        """``looker`` sees ``problem``, or none any more; ``pending`` where it knows."""
        if problem and self._seen.get(looker) != problem:
            log.error(MEANINGS[problem], channel=CHANNEL, code=problem)
        self._seen[looker] = problem
        self._pending = self._pending if pending is None else pending
        worst = next((code for code in MEANINGS if code in self._seen.values()), None)
        if (worst, self._pending) != self._told:
            await self._report(worst, self._pending)
            self._told = (worst, self._pending)

    def sees(self, problem: str) -> bool:
        """Whether any looker sees ``problem`` now."""
        return problem in self._seen.values()

    def settle(self, problem: str) -> None:
        """``problem`` was put right: what lookers saw of it is over, until they see it again."""
        self._seen = {who: None if code == problem else code for who, code in self._seen.items()}

    def forget(self) -> None:
        """Somebody else leads now: what we saw is no longer what is."""
        self._seen.clear()
        self._told = None
        self._pending = None
