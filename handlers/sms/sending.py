"""The channel as the outbox sees it: one call to Twilio for each page of a message."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from types import MappingProxyType

from bot.messages import (
    Act,
    Address,
    Author,
    Estimate,
    Form,
    Media,
    Outbound,
    SendError,
    Sent,
    Trouble,
)
from handlers.sms.pricing import Prices
from handlers.sms.writing import pages, segments
from handlers.twilio.sending import Sender

CHANNEL = "sms"
IN_QUEUE_SECONDS = 3600
"""How long a message may wait at Twilio for its turn. Then it fails, and people hear of it: an
answer that comes half a day later, Twilio's own limit, helps nobody."""

Fetch = Callable[[Media, int], Awaitable[bytes]]


class Sms:
    """Sends pages. Of an automatic message the next one goes out only when it is asked for."""

    name = CHANNEL
    form: Form = "short"
    idempotent = False
    retract_within: timedelta | None = None
    files: Mapping[str, int] = MappingProxyType({})
    discards = True
    """What was fetched can be deleted at the provider."""

    def __init__(self, sender: Sender, fetch: Fetch, prices: Prices, budget: int) -> None:
        """``budget`` is how many segments a page of an automatic message may take. ``fetch``
        gives the file behind a reference, of so many bytes at most; raises SendError."""
        self._sender = sender
        self._fetch = fetch
        self._prices = prices
        self._budget = budget

    async def send(self, message: Outbound) -> Sent:
        """Carry out ``message.act`` for its next page. Raises SendError."""
        match message.act:
            case Act.SEND | Act.CONTINUE:
                return await self._send_page(message)
            case Act.CLOSE_CHOICES:
                return Sent()  # there are no buttons
            case Act.RETRACT:
                raise SendError(Trouble.REFUSED, "refused")

    async def fetch(self, media: Media, most: int) -> bytes:
        """The file behind ``media.ref``, of ``most`` bytes at most. Raises SendError."""
        return await self._fetch(media, most)

    async def thinking(self, address: Address) -> None:
        """Nothing: an SMS cannot show it."""

    def estimate(self, message: Outbound) -> Estimate:
        """What the next page costs; nothing where none is left."""
        page = next(iter(self._left(message)), None)
        count = 0 if page is None else segments(page)
        return self._prices.of(message.address.identifier, count)

    def keeps_back(self, message: Outbound) -> bool:
        """Whether pages are left behind the next one that are sent only when asked for."""
        return message.author is not Author.OPERATOR and len(self._left(message)) > 1

    async def _send_page(self, message: Outbound) -> Sent:
        left = self._left(message)
        if not left and not message.sent:
            raise SendError(Trouble.REFUSED, "empty")
        if not left:
            return Sent()
        cost = self.estimate(message)
        sid = await self._sender.send(message, body=left[0])
        rest = self.keeps_back(message)
        return Sent(sid, more=len(left) > 1 and not rest, rest=rest, cost=cost)

    def _left(self, message: Outbound) -> tuple[str, ...]:
        return pages(message, self._budget)[len(message.sent) :]
