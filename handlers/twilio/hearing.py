"""One request, believed only when its signature fits. Nothing of any other is read or kept."""

from __future__ import annotations

from urllib.parse import parse_qsl

import structlog
from fastapi import Request, Response, WebSocket
from starlette.requests import HTTPConnection

from handlers.twilio.fields import Fields, delivery_of
from handlers.twilio.forms import body_of, said_in, values
from handlers.twilio.signing import SIGNATURE_HEADER, SIGNATURE_SETTINGS_HEADER, Signatures

DELIVERY_HEADER = "I-Twilio-Idempotency-Token"
FORBIDDEN, UNAVAILABLE = 403, 503

log = structlog.get_logger()


def refused() -> Response:
    """The answer to who is not Twilio."""
    return Response(status_code=FORBIDDEN)


def not_stored() -> Response:
    """The answer that lets Twilio come again."""
    return Response(status_code=UNAVAILABLE)


async def hear(request: Request, path: str, signatures: Signatures) -> Fields | None:
    """What Twilio says, or None where it was not Twilio; ``path`` is the route's, for the log."""
    fields = await _hear(request, signatures)
    if fields is None:
        log.warning("signature_refused", path=path)
    return fields


async def _hear(request: Request, signatures: Signatures) -> Fields | None:
    headers = request.headers
    signature = headers.get(SIGNATURE_HEADER, "")
    settings = headers.get(SIGNATURE_SETTINGS_HEADER, "")
    if not signatures.possible(signature, settings):
        return None
    body = await body_of(request)
    said = None if body is None else said_in(headers.get("content-type", ""), body)
    if said is None or not signatures.valid(_target(request), said, signature, settings):
        return None
    return Fields(values(said), _asked(request), delivery_of(headers.get(DELIVERY_HEADER)))


def hear_socket(socket: WebSocket, path: str, signatures: Signatures) -> bool:
    """Whether Twilio asks for this WebSocket; ``path`` is the route's, for the log."""
    signature = socket.headers.get(SIGNATURE_HEADER, "")
    settings = socket.headers.get(SIGNATURE_SETTINGS_HEADER, "")
    valid = signatures.valid_socket(_target(socket), signature, settings)
    if not valid:
        log.warning("signature_refused", path=path)
    return valid


def _target(request: HTTPConnection) -> str:
    """Path and query as they were sent, whatever stands in them."""
    path: bytes = request.scope["raw_path"]
    query: bytes = request.scope["query_string"]
    return (path + b"?" + query if query else path).decode("ascii", "replace")


def _asked(request: Request) -> dict[str, str]:
    query: bytes = request.scope["query_string"]
    return dict(parse_qsl(query.decode("ascii", "replace"), keep_blank_values=True))
