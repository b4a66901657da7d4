"""What Twilio says later of a message of ours: on which way it is, and where that ended."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping

import structlog
from fastapi import APIRouter, Request, Response

from bot.messages import Delivery, DeliveryReport
from handlers.twilio.codes import code_of, trouble_of
from handlers.twilio.fields import Fields
from handlers.twilio.hearing import hear, not_stored, refused
from handlers.twilio.reading import SID, Ignored
from handlers.twilio.signing import Signatures

PATH = "/twilio/status"
NO_CONTENT = 204
UNKNOWN_STATUS, NOT_OURS = "unknown_status", "not_ours"

MESSAGE = re.compile(r"[\w-]{1,64}", re.ASCII)
PART = re.compile(r"[0-9]{1,4}", re.ASCII)
ERROR = re.compile(r"[1-9][0-9]{3,5}", re.ASCII)
STATES: Mapping[str, Delivery] = {
    "accepted": Delivery.QUEUED,
    "scheduled": Delivery.QUEUED,
    "queued": Delivery.QUEUED,
    "sending": Delivery.SENDING,
    "sent": Delivery.SENT,
    "partially_delivered": Delivery.SENT,
    "delivered": Delivery.DELIVERED,
    "read": Delivery.READ,
    "failed": Delivery.FAILED,
    "undelivered": Delivery.FAILED,
    "canceled": Delivery.FAILED,
}

Report = Callable[[DeliveryReport], Awaitable[bool]]

log = structlog.get_logger()


def status_routes(*, report: Report, signatures: Signatures) -> APIRouter:
    """The one route. ``report`` returns when a report is stored, False where it was known."""
    router = APIRouter(include_in_schema=False)

    @router.post(PATH)
    async def post_status(request: Request) -> Response:
        fields = await hear(request, PATH, signatures)
        if fields is None:
            return refused()
        found = read(fields)
        if isinstance(found, Ignored):
            log.warning("report_ignored", reason=found.reason)
            return Response(status_code=NO_CONTENT)
        try:
            await report(found)
        except Exception as error:  # noqa: BLE001 - whatever it is, the report must come again
            log.error("report_not_stored", error=type(error).__name__)
            return not_stored()
        return Response(status_code=NO_CONTENT)

    return router


def read(fields: Fields) -> DeliveryReport | Ignored:
    """What a callback says. Which message it is about stands in the address that we gave with
    it (``m``, and ``p`` for its part, and ``n`` where it is what asked the person to write), so
    that it is known before we know Twilio's id."""
    message, part = fields.asked.get("m", ""), fields.asked.get("p", "")
    if not MESSAGE.fullmatch(message) or not PART.fullmatch(part):
        return Ignored(NOT_OURS)
    state = STATES.get(fields.word("MessageStatus", "SmsStatus").lower())
    if state is None:
        return Ignored(UNKNOWN_STATUS)
    sid = fields.word("MessageSid", "SmsSid")
    number = _error(fields)
    failed = state is Delivery.FAILED
    return DeliveryReport(
        message_id=message,
        part=int(part),
        state=state,
        provider_id=sid if SID.fullmatch(sid) else None,
        code=code_of(number) if failed else None,
        trouble=trouble_of(number) if failed else None,
        nudge="n" in fields.asked,
    )


def _error(fields: Fields) -> int | None:
    """The number of Twilio's error, where there is one."""
    given = fields.word("ErrorCode")
    return int(given) if ERROR.fullmatch(given) else None
