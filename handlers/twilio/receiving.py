"""Messages: Twilio brings one, and hears that we have it only when it is stored."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from fastapi import APIRouter, Request, Response

from bot.messages import Inbound
from handlers.twilio.fields import Fields
from handlers.twilio.hearing import hear, not_stored, refused
from handlers.twilio.reading import NO_SENDER, Ignored, Read, sender, unreadable
from handlers.twilio.signing import Signatures

Accept = Callable[[Inbound], Awaitable[bool]]
Now = Callable[[], datetime]

SAY_NOTHING = "<Response/>"
"""TwiML without a word: what is to be said goes out by itself, later."""

XML = "text/xml"
BAD_REQUEST = 400

log = structlog.get_logger()


def message_routes(
    path: str,
    channel: str,
    read: Read,
    *,
    accept: Accept,
    signatures: Signatures,
    now: Now,
    scheme: str = "",
) -> APIRouter:
    """The one route of a channel. ``accept`` returns when a message is stored, False where it was
    known. ``read`` puts it into our words; ``scheme`` stands before numbers on this channel."""
    router = APIRouter(include_in_schema=False)

    @router.post(path)
    async def post_message(request: Request) -> Response:
        fields = await hear(request, path, signatures)
        if fields is None:
            return refused()
        found = _read(fields)
        if isinstance(found, Ignored):
            log.warning("message_ignored", channel=channel, reason=found.reason)
            return _nobody() if found.reason == NO_SENDER else _taken()
        try:
            await accept(found)
        except Exception as error:  # noqa: BLE001 - whatever it is, the message must come again
            log.error("message_not_stored", channel=channel, error=type(error).__name__)
            return not_stored()
        return _taken()

    def _read(fields: Fields) -> Inbound | Ignored:
        try:
            return read(fields, now())
        except Exception as error:  # noqa: BLE001 - whatever it is, somebody wrote
            log.error("message_unreadable", channel=channel, error=type(error).__name__)
        number = sender(fields, (), scheme)
        return (
            number if isinstance(number, Ignored) else unreadable(channel, number, fields, now())
        )

    return router


def _taken() -> Response:
    return Response(SAY_NOTHING, media_type=XML)


def _nobody() -> Response:
    """The answer to what no person can be found in: it would be the same again."""
    return Response("There is no From in it.\n", BAD_REQUEST, media_type="text/plain")
