"""What Twilio refuses for a reason that no message can mend: kept until it is over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from handlers.twilio.codes import ALARMS

STAYS = timedelta(hours=1)
# These refuse every call, so that the first call which is taken shows that they are over.
OF_EVERY_CALL = frozenset({"token_refused", "account_closed"})
BETWEEN = timedelta(minutes=1)
"""How long a process lets pass before it says once more that its calls are taken."""

log = structlog.get_logger()


class Board(Protocol):
    """Where all processes of the service write what they heard: any of them may tell it."""

    async def hear(self, code: str, at: datetime) -> None:
        """Keep that ``code`` was heard."""
        ...

    async def heard(self, codes: Collection[str]) -> Mapping[str, datetime]:
        """Which of these were heard, and when last."""
        ...

    async def forget(self, codes: Collection[str]) -> None:
        """These are over."""
        ...


class Alarms:
    """The codes that were heard lately, by whichever process. One that is not heard again within
    an hour is over."""

    def __init__(self, board: Board, now: Callable[[], datetime]) -> None:
        """``board`` outlives this process and is shared with the others."""
        self._board = board
        self._now = now
        self._taken_at: datetime | None = None

    async def refused(self, code: str | None) -> None:
        """A call was refused or a delivery failed with ``code``; most codes alarm nobody."""
        if code not in ALARMS:
            return
        if code in OF_EVERY_CALL:
            self._taken_at = None
        await _written(self._board.hear(code, self._now()))

    async def accepted(self) -> None:
        """Twilio took a call. Only the first one of each minute is worth a word."""
        if self._taken_at is None or self._now() - self._taken_at >= BETWEEN:
            self._taken_at = self._now()
            await _written(self._board.forget(OF_EVERY_CALL))

    async def worst(self) -> str | None:
        """The worst code that was heard in the last hour."""
        since = self._now() - STAYS
        heard = await self._board.heard(ALARMS)
        return next((code for code in ALARMS if heard.get(code, since) > since), None)


async def _written(writing: Awaitable[None]) -> None:
    """An alarm that cannot be kept must change nothing of what became of the message."""
    try:
        await writing
    except Exception as error:  # noqa: BLE001 - whatever it is, the send has its own outcome
        log.error("alarm_not_kept", error=type(error).__name__)
