"""A plain SMS to a number of the settings; no conversation, no report."""

from __future__ import annotations

from twilio.rest import Client

from handlers.twilio.calling import Calls


class Texter:
    """Sends texts from one number."""

    def __init__(self, calls: Calls, *, number: str) -> None:
        """``number`` is the one that texts come from, in E.164 or a messaging service (MG...)."""
        self._calls = calls
        self._from = (
            {"messaging_service_sid": number} if number.startswith("MG") else {"from_": number}
        )

    async def send(self, number: str, words: str) -> None:
        """Send ``words``; raises SendError, UNKNOWN where they may have been sent."""

        def create(client: Client) -> None:
            client.messages.create(to=number, body=words, **self._from)

        await self._calls.once(create)
