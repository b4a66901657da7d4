"""The channel as the outbox sees it: what may be said depends on when the person last wrote."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import NoReturn

from bot.messages import (
    Act,
    Address,
    Estimate,
    Form,
    Media,
    Outbound,
    SendError,
    Sent,
    Trouble,
)
from handlers.twilio.failures import RefusedError
from handlers.twilio.sending import Sender
from handlers.whatsapp.content import Contents, Shape
from handlers.whatsapp.enclosing import FILES
from handlers.whatsapp.pricing import Prices
from handlers.whatsapp.words import BASE, words
from handlers.whatsapp.writing import Part, parts, values

CHANNEL = "whatsapp"
SCHEME = "whatsapp:"
WINDOW = timedelta(hours=24)
ON_THE_WAY = timedelta(minutes=1)
"""What is handed over so shortly before the window closes may come too late."""

PURPOSE = "reply_waiting"
CONTENT_GONE = 21655
# Without buttons the same message may be taken.
OF_THE_MENU = frozenset({"template_refused", "content_refused", "refused"})

Fetch = Callable[[Media, int], Awaitable[bytes]]
Link = Callable[[str], str]
Templates = Mapping[str, Mapping[str, str]]


class Whatsapp:
    """Sends texts, buttons and lists to who wrote within 24 hours, and asks others to write."""

    name = CHANNEL
    form: Form = "full"
    idempotent = False
    retract_within: timedelta | None = None
    files: Mapping[str, int] = FILES
    discards = True
    """What was fetched can be deleted at the provider."""

    def __init__(
        self,
        sender: Sender,
        contents: Contents,
        fetch: Fetch,
        prices: Prices,
        *,
        templates: Templates,
        link: Link,
        now: Callable[[], datetime],
    ) -> None:
        """``templates`` are SIDs of approved templates: purpose to language to SID. ``fetch``
        gives the file behind a reference, of so many bytes at most; raises SendError. ``link``
        makes an address at which a file of ours can be fetched for a while, by its id."""
        self._link = link
        self._sender = sender
        self._contents = contents
        self._fetch = fetch
        self._prices = prices
        self._templates = templates.get(PURPOSE, {})
        self._now = now

    async def send(self, message: Outbound) -> Sent:
        """Carry out ``message.act`` for its next part. Raises SendError: NUDGED where the person
        was asked to write, CLOSED where they cannot be asked."""
        match message.act:
            case Act.SEND:
                return await self._send_part(message)
            case Act.CLOSE_CHOICES | Act.CONTINUE:
                return Sent()  # buttons cannot be changed, and nothing is kept back
            case Act.RETRACT:
                raise SendError(Trouble.REFUSED, "refused")

    async def fetch(self, media: Media, most: int) -> bytes:
        """The file behind ``media.ref``, of ``most`` bytes at most. Raises SendError."""
        return await self._fetch(media, most)

    async def thinking(self, address: Address) -> None:
        """Nothing: it would need the message that is answered."""

    def estimate(self, message: Outbound) -> Estimate:
        """What the next part costs, or the template that is sent in its place."""
        if self._is_open(message):
            return self._prices.of(1 if parts(message)[len(message.sent) :] else 0)
        return self._prices.of_template() if self._template(message) else self._prices.of(0)

    async def _send_part(self, message: Outbound) -> Sent:
        left = parts(message)[len(message.sent) :]
        if not left and not message.sent:
            raise SendError(Trouble.REFUSED, "empty")
        if not left:
            return Sent()
        if not self._is_open(message):
            await self._ask_to_write(message)
        sid = await self._show(message, left[0])
        return Sent(sid, more=len(left) > 1, cost=self._prices.of(1))

    def _is_open(self, message: Outbound) -> bool:
        heard = message.last_heard
        return heard is not None and self._now() < heard + WINDOW - ON_THE_WAY

    async def _show(self, message: Outbound, part: Part) -> str:
        """Hand ``part`` over with its file, or with buttons or a list, and with numbers where
        that fails."""
        if part.file:
            words = {"body": part.text} if part.text else {}
            return await self._sender.send(message, media_url=self._link(part.file.id), **words)
        shape = _shape(message, part)
        sid = await self._content(shape) if shape else None
        if shape is None or sid is None:
            return await self._sender.send(message, body=part.numbered)
        texts = {str(n): value for n, value in enumerate(values(part.text) or (), 1)}
        variables = json.dumps(texts, ensure_ascii=False)
        try:
            return await self._sender.send(message, content_sid=sid, content_variables=variables)
        except RefusedError as error:
            if error.code not in OF_THE_MENU:
                raise
            if error.number == CONTENT_GONE:
                self._contents.forget(shape)
        return await self._sender.send(message, body=part.numbered)

    async def _content(self, shape: Shape) -> str | None:
        try:
            return await self._contents.sid(shape)
        except SendError:
            return None  # an answer is worth more than its buttons

    async def _ask_to_write(self, message: Outbound) -> NoReturn:
        template = self._template(message)
        if template is None:
            raise SendError(Trouble.CLOSED, "window_closed")
        try:
            sid = await self._sender.nudge(message, template)
        except SendError as error:
            if error.trouble is Trouble.REFUSED and error.code in OF_THE_MENU:
                raise SendError(Trouble.CLOSED, error.code) from None
            raise
        raise SendError(Trouble.NUDGED, "window_closed", provider_id=sid)

    def _template(self, message: Outbound) -> str | None:
        """The template in the person's language, or in English; None where they were asked
        already, for a second one would be a nuisance."""
        if message.nudged:
            return None
        return self._templates.get(message.language) or self._templates.get(BASE)


def _shape(message: Outbound, part: Part) -> Shape | None:
    cut = values(part.text) if part.menu else None
    if part.menu is None or cut is None:
        return None
    choose = words(message.language).choose if part.menu.kind == "list" else ""
    return Shape(part.menu, len(cut), choose)
