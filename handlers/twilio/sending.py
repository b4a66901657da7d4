"""One message handed to Twilio, by whichever door."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

from twilio.rest import Client

from bot.messages import Outbound, SendError
from handlers.twilio.alarms import Alarms
from handlers.twilio.calling import Calls
from handlers.twilio.pacing import Pace

STATUS_PATH = "/twilio/status"
SERVICE = "MG"

Call = Callable[[Callable[[Client], str]], Awaitable[str]]


class Sender:
    """Hands messages over from one number, or from a messaging service."""

    def __init__(
        self,
        calls: Calls,
        pace: Pace,
        alarms: Alarms,
        *,
        sender: str,
        public_url: str,
        scheme: str = "",
        seconds: int | None = None,
    ) -> None:
        """``sender`` is a number in E.164 or the SID of a messaging service (MG...); ``scheme``
        stands before numbers ("whatsapp:"). Reports come to a path below ``public_url``. After
        ``seconds`` in its queue Twilio gives a message up."""
        self._calls = calls
        self._pace = pace
        self._alarms = alarms
        self._scheme = scheme
        own = sender if sender.startswith((SERVICE, scheme)) else f"{scheme}{sender}"
        key = "messaging_service_sid" if sender.startswith(SERVICE) else "from_"
        self._always: dict[str, Any] = {key: own} | (
            {"validity_period": seconds} if seconds else {}
        )
        self._status_url = public_url.rstrip("/") + STATUS_PATH

    async def send(self, message: Outbound, **content: str) -> str:
        """Hand over the next part of ``message``: a ``body``, a ``media_url`` with it or alone,
        or ``content_sid`` with its ``content_variables``. Returns Twilio's SID of it. Raises
        SendError."""
        options = {"status_callback": self._status_of(message), **content}
        try:
            return await self._hand_over(self._calls.once, message, options)
        except SendError as error:
            # A message with buttons goes out without them: that is nobody's trouble.
            if not ("content_variables" in content and error.code == "template_refused"):
                await self._alarms.refused(error.code)
            raise

    async def nudge(self, message: Outbound, content_sid: str) -> str:
        """Hand over a template that asks the person to write. It is no part of ``message``, which
        its reports say; and twice is better than not at all. Returns Twilio's SID of it. Raises
        SendError."""
        options = {"status_callback": self._status_of(message, n=1), "content_sid": content_sid}
        try:
            return await self._hand_over(self._calls.again, message, options)
        except SendError as error:
            await self._alarms.refused(error.code)
            raise

    def _status_of(self, message: Outbound, **more: int) -> str:
        """Where Twilio is to report, with the next part of ``message`` named in it."""
        asked = urlencode({"m": message.id, "p": len(message.sent), **more})
        return f"{self._status_url}?{asked}"

    async def _hand_over(self, call: Call, message: Outbound, options: dict[str, str]) -> str:
        to = f"{self._scheme}{message.address.identifier}"

        def create(client: Client) -> str:
            sid = client.messages.create(to=to, **self._always, **options).sid
            if not sid:
                msg = "a message without a SID"
                raise ValueError(msg)
            return sid

        await self._pace.turn()
        try:
            sid = await call(create)
        except SendError as error:
            if error.code == "flood":
                wait = self._pace.hold(error.after)
                raise SendError(error.trouble, error.code, wait) from None
            raise
        self._pace.went_well()
        await self._alarms.accepted()
        return sid
