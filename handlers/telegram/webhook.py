"""The webhook: Telegram brings updates, and hears 200 only when they are stored."""

from __future__ import annotations

import hmac
import json

import structlog
from fastapi import APIRouter, Request, Response

from handlers.telegram.batches import Take

CHANNEL = "telegram"
PATH = "/telegram/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
OK, UNAUTHORIZED, UNAVAILABLE = 200, 401, 503

log = structlog.get_logger()


def routes(take: Take, secret: str) -> APIRouter:
    """The one route. ``take`` returns when an update is stored; ``secret`` is what Telegram was
    told to send with each, and without it nothing of a request is read."""
    if not secret:
        msg = "the webhook needs a secret"
        raise ValueError(msg)
    router = APIRouter(include_in_schema=False)
    expected = secret.encode()

    @router.post(PATH)
    async def post_update(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected):
            return Response(status_code=UNAUTHORIZED)
        raw = _json(await request.body())
        if not isinstance(raw, dict):
            # It would be the same again, so it is not asked for again.
            log.warning("update_unreadable", channel=CHANNEL, kind="no_object")
            return Response(status_code=OK)
        try:
            await take(raw)
        except Exception as error:  # noqa: BLE001 - whatever it is, the update must come again
            log.error("update_not_stored", channel=CHANNEL, error=type(error).__name__)
            return Response(status_code=UNAVAILABLE)
        return Response(status_code=OK)

    return router


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
