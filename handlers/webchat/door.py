"""The web chat door. It only translates: what is said is decided elsewhere.

Sending needs nothing but the commit that decided the message: a page asks for what is new.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from bot.errors import TooManyError
from bot.messages import (
    Address,
    Form,
    Inbound,
    Media,
    Outbound,
    SendError,
    Sent,
    Shown,
    Trouble,
)
from handlers.webchat.shapes import (
    MAX_WAIT_SECONDS,
    Posted,
    Secret,
    ShownChoice,
    ShownMessage,
    ShownMessages,
    Stored,
)

CHANNEL = "webchat"
# Many people share one address, as in a reception centre; a program that makes up sessions has
# one too. So an address may send as much as this many busy sessions.
SESSIONS_PER_NETWORK = 25

Accept = Callable[[Inbound], Awaitable[bool]]
Read = Callable[[Address, int], Awaitable[list[Shown]]]
WaitFor = Callable[[str, float], Awaitable[object]]
Ending = Callable[[], bool]


class WebChat:
    """The channel as the outbox sees it: a committed message is there to be asked for."""

    name = CHANNEL
    form: Form = "full"
    idempotent = True
    retract_within: timedelta | None = None
    files: Mapping[str, int] = MappingProxyType({})

    async def send(self, message: Outbound) -> Sent:
        """Nothing goes out; the page fetches. There is no provider to give an id."""
        del message
        return Sent()

    async def fetch(self, media: Media, most: int) -> bytes:
        """The page sends words and choices alone. Raises SendError."""
        del media, most
        raise SendError(Trouble.REFUSED, "nothing")

    async def thinking(self, address: Address) -> None:
        """The page shows by itself that it waits for an answer."""
        del address

    def estimate(self, message: Outbound) -> None:
        """Sending is free."""
        del message


def routes(
    *,
    accept: Accept,
    read: Read,
    wait: WaitFor,
    ending: Ending,
    now: Callable[[], datetime],
    per_minute: int,
) -> APIRouter:
    """The door's routes. ``accept`` keeps a message, ``read`` gives what was sent to an address
    after a line, ``wait`` returns when something may be new, ``ending`` says that this process
    should let nobody wait any more."""
    router = APIRouter(prefix="/webchat", tags=["webchat"])
    limiter = MovingWindowRateLimiter(MemoryStorage())
    limit = RateLimitItemPerMinute(per_minute)
    network_limit = RateLimitItemPerMinute(per_minute * SESSIONS_PER_NETWORK)

    @router.post("/messages", status_code=202)
    async def post_message(request: Request, posted: Posted) -> Stored:
        """Keep a message. 202 says that it is stored; the answer is fetched."""
        network = request.client.host if request.client else ""
        if not (
            await limiter.hit(limit, CHANNEL, posted.session)
            and await limiter.hit(network_limit, "network", network)
        ):
            msg = "Too many messages in a minute. Nothing was lost before this one; send it again."
            raise TooManyError(msg)
        new = await accept(
            Inbound(
                address=Address(CHANNEL, posted.session),
                external_id=posted.id,
                received_at=now(),
                text=posted.text,
                choice=posted.choice,
                hint=posted.hint,
            )
        )
        return Stored(repeated=not new)

    @router.get("/messages")
    async def get_messages(
        request: Request,
        response: Response,
        session: Annotated[Secret, Query()],
        after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
        wait_seconds: Annotated[float, Query(ge=0, le=MAX_WAIT_SECONDS, alias="wait")] = 0,
    ) -> ShownMessages:
        """What was said to this session after line ``after``; waits for it up to ``wait``
        seconds. A session that never wrote has no messages."""
        response.headers["Cache-Control"] = "no-store"
        address = Address(CHANNEL, session)
        end = time.monotonic() + wait_seconds
        found = await read(address, after)
        while not found and (left := end - time.monotonic()) > 0:
            if ending() or await request.is_disconnected():
                break
            await wait("sent", min(left, 1.0))
            found = await read(address, after)
        return ShownMessages(messages=[_shown(message) for message in found])

    return router


def _shown(message: Shown) -> ShownMessage:
    return ShownMessage(
        n=message.n,
        sender="operator" if message.author == "operator" else "bot",
        text=message.text,
        language=message.language,
        choices=[ShownChoice(id=c.id, label=c.label, control=c.control) for c in message.choices],
    )
