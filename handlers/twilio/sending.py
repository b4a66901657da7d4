"""One message handed to Twilio, by whichever door."""

from __future__ import annotations

from urllib.parse import urlencode

from twilio.rest import Client

from bot.messages import Outbound, SendError, Trouble
from handlers.twilio.alarms import Alarms
from handlers.twilio.calling import Calls
from handlers.twilio.pacing import Pace

STATUS_PATH = "/twilio/status"
SERVICE = "MG"


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
        self._always = {key: own} | ({"validity_period": seconds} if seconds else {})
        self._status_url = public_url.rstrip("/") + STATUS_PATH

    async def send(self, message: Outbound, **content: str) -> str:
        """Hand over the next part of ``message``: a ``body``, or ``content_sid`` with its
        ``content_variables``. Returns Twilio's SID of it. Raises SendError."""
        asked = urlencode({"m": message.id, "p": len(message.sent)})
        return await self._hand_over(
            message, status_callback=f"{self._status_url}?{asked}", **content
        )

    async def nudge(self, message: Outbound, content_sid: str) -> None:
        """Hand over a template that asks the person to write. It is no part of ``message``, so
        no report of it may come back as one. Raises SendError."""
        await self._hand_over(message, content_sid=content_sid)

    async def _hand_over(self, message: Outbound, **values: str) -> str:
        to = f"{self._scheme}{message.address.identifier}"
        options = self._always | values

        def create(client: Client) -> str | None:
            return client.messages.create(to=to, **options).sid

        await self._pace.turn()
        try:
            sid = await self._calls.once(create)
        except SendError as error:
            raise self._heard(error) from None
        self._pace.went_well()
        self._alarms.accepted()
        if not sid:
            raise SendError(Trouble.UNKNOWN, "unreadable_answer")
        return sid

    def _heard(self, error: SendError) -> SendError:
        self._alarms.refused(error.code)
        if error.code == "flood":
            return SendError(error.trouble, error.code, self._pace.hold(error.after))
        return error
