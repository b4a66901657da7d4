"""What Twilio refuses for a reason that no message can mend: kept until it is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from handlers.twilio.codes import ALARMS

STAYS = timedelta(hours=1)
# These refuse every call, so that the first call which is taken shows that they are over.
OF_EVERY_CALL = frozenset({"token_refused", "account_closed"})


class Alarms:
    """The codes that were heard lately. One that is not heard again within an hour is over."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """Nothing was heard yet."""
        self._now = now
        self._heard: dict[str, datetime] = {}

    def refused(self, code: str | None) -> None:
        """A call was refused or a delivery failed with ``code``; most codes alarm nobody."""
        if code in ALARMS:
            self._heard[code] = self._now()

    def accepted(self) -> None:
        """Twilio took a call."""
        for code in OF_EVERY_CALL:
            self._heard.pop(code, None)

    def worst(self) -> str | None:
        """The worst code that was heard in the last hour."""
        since = self._now() - STAYS
        return next((code for code in ALARMS if self._heard.get(code, since) > since), None)
