"""Calls that we make, at Twilio. Nothing that is sent with them tells who, what or why."""

from __future__ import annotations

from typing import Any

from twilio.rest import Client

from bot.messages import SendError
from handlers.twilio.alarms import Alarms
from handlers.twilio.calling import Calls
from handlers.twilio.failures import RefusedError
from handlers.voice.manner import Addresses

STATUS = "dialled"
EVENTS = ["initiated", "ringing", "answered", "completed"]
POST = "POST"
DETECT, DETECT_SECONDS = "Enable", 10
"""The call goes on as soon as it is known who answered, a person or a machine."""

COMPLETED = "completed"
LONGEST_SECONDS = 2 * 3600
ENDED = (20404, 21220)
"""Twilio's errors for a call that it does not know, and one that is not under way any more."""


class TwilioDialler:
    """The dialler (bot.telephony.Dialler)."""

    def __init__(self, calls: Calls, alarms: Alarms, *, number: str, public_url: str) -> None:
        """Calls come from ``number``; what they fetch, and what is reported of them, lies at
        paths below ``public_url``."""
        self._calls = calls
        self._alarms = alarms
        self._number = number
        self._addresses = Addresses(public_url)

    async def dial(
        self, number: str, path: str, *, machine: bool = False, seconds: int = 40
    ) -> str:
        """Call ``number``; UNKNOWN where the call may have been made."""
        detecting: dict[str, Any] = (
            {"machine_detection": DETECT, "machine_detection_timeout": DETECT_SECONDS}
            if machine
            else {}
        )

        def create(client: Client) -> str:
            sid = client.calls.create(
                to=number,
                from_=self._number,
                url=self._addresses.of(path),
                method=POST,
                status_callback=self._addresses.of(_status(path)),
                status_callback_event=EVENTS,
                status_callback_method=POST,
                timeout=seconds,
                time_limit=LONGEST_SECONDS,
                **detecting,
            ).sid
            if not sid:
                msg = "a call without a SID"
                raise ValueError(msg)
            return sid

        try:
            sid = await self._calls.once(create)
        except SendError as error:
            await self._alarms.refused(error.code)
            raise
        await self._alarms.accepted()
        return sid

    async def steer(self, sid: str, path: str) -> None:
        """Let a call go on at ``path``; twice is once."""
        url = self._addresses.of(path)
        await self._calls.again(lambda client: client.calls(sid).update(url=url, method=POST))

    async def hang_up(self, sid: str) -> None:
        """End a call; nothing where it has ended."""
        try:
            await self._calls.again(lambda client: client.calls(sid).update(status=COMPLETED))
        except RefusedError as error:
            if error.number not in ENDED:
                raise


def _status(path: str) -> str:
    """Where reports of a call go that fetches ``path``: the query says which call it is."""
    _, _, query = path.partition("?")
    return f"{STATUS}?{query}" if query else STATUS
