"""The body of a request: a form or JSON, read as Twilio signs it."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from handlers.twilio.signing import Parameters

MAX_BYTES = 1_000_000
MAX_FIELDS = 500
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


async def body_of(request: Request) -> bytes | None:
    """The whole body, or None where it is larger than anything that Twilio sends."""
    content = bytearray()
    try:
        async for chunk in request.stream():
            content += chunk
            if len(content) > MAX_BYTES:
                return None
    except ClientDisconnect:
        return None
    return bytes(content)


def said_in(content_type: str, body: bytes) -> Parameters | str | None:
    """A form's parameters, with blanks and what stands there twice, or JSON as its text; None
    for anything else, which no signature covers."""
    kind = content_type.partition(";")[0].strip().lower()
    try:
        if kind == FORM or not body:
            return _form(body)
        return body.decode() if kind == JSON else None
    except ValueError:
        return None


def values(said: Parameters | str) -> dict[str, str]:
    """Each field with its first value; none where JSON is no object."""
    if not isinstance(said, str):
        return {name: said.getlist(name)[0] for name in said}
    try:
        whole = json.loads(said)
    except (ValueError, RecursionError):
        return {}
    fields = whole if isinstance(whole, dict) else {}
    return {name: str(value) for name, value in fields.items() if _is_plain(value)}


def _form(body: bytes) -> Parameters:
    pairs = parse_qsl(
        body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS
    )
    return Parameters(pairs)


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)
