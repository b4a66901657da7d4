"""Addresses at which Twilio may fetch a file of ours, for an hour: it knows no other way.

Whoever has such an address has the file, so it is signed, runs out, and is made anew for each
attempt. It holds nothing but an id that tells nothing.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

PATH = "/twilio/files"
LASTS = timedelta(hours=1)
ID = re.compile(r"[A-Za-z0-9-]{1,40}", re.ASCII)
UNTIL = re.compile(r"[0-9]{1,12}", re.ASCII)
UNFIT = re.compile(r"[^A-Za-z0-9_-]+", re.ASCII)
MOST_STEM = 14
"""WhatsApp shows short names of plain letters alone."""

ENDING = re.compile(r"[a-z0-9]{1,4}", re.ASCII)
HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
}


@dataclass(frozen=True, slots=True)
class LinkedFile:
    """What an address leads to."""

    content: bytes = field(repr=False)
    mime: str
    name: str = field(repr=False)


Open = Callable[[str], Awaitable[LinkedFile | None]]


class Links:
    """Makes such addresses, and knows its own."""

    def __init__(self, secret: str, public_url: str, now: Callable[[], datetime]) -> None:
        """``secret`` belongs to this use alone. Addresses are below ``public_url``."""
        self._secret = secret.encode()
        self._base = public_url.rstrip("/") + PATH
        self._now = now

    def to(self, file_id: str) -> str:
        """An address of the file with this id."""
        until = str(int((self._now() + LASTS).timestamp()))
        asked = urlencode({"until": until, "sig": self._signature(file_id, until)})
        return f"{self._base}/{file_id}?{asked}"

    def holds(self, file_id: str, until: str, signature: str) -> bool:
        """Whether we made this address, and it has not run out."""
        expected = self._signature(file_id, until).encode()
        ours = hmac.compare_digest(expected, signature.encode("utf-8", "replace"))
        formed = ID.fullmatch(file_id) and UNTIL.fullmatch(until)
        return bool(ours and formed) and self._now().timestamp() < int(until)

    def _signature(self, file_id: str, until: str) -> str:
        told = f"{file_id}|{until}".encode("utf-8", "replace")
        return hmac.new(self._secret, told, sha256).hexdigest()


def file_routes(links: Links, open_file: Open) -> APIRouter:
    """The address of files. ``open_file`` gives one that is on its way by WhatsApp, or nothing.

    Whatever is wrong with a request, its answer is the same.
    """
    router = APIRouter(include_in_schema=False)

    async def give(request: Request) -> Response:
        file_id, asked = str(request.path_params["id"]), request.query_params
        if not links.holds(file_id, asked.get("until", ""), asked.get("sig", "")):
            return _nothing()
        found = await open_file(file_id)
        return _nothing() if found is None else _answer(found)

    router.add_route(f"{PATH}/{{id}}", give, methods=["GET", "HEAD"])
    return router


def _answer(found: LinkedFile) -> Response:
    disposition = f'inline; filename="{short_name(found.name)}"'
    headers = {**HEADERS, "Content-Disposition": disposition}
    return Response(found.content, media_type=found.mime, headers=headers)


def _nothing() -> Response:
    return Response(status_code=404, headers=HEADERS)


def short_name(name: str) -> str:
    """``name`` as WhatsApp can show it: its ending, and of the rest what is plain."""
    stem, _, ending = name.rpartition(".")
    plain = UNFIT.sub("-", stem).strip("-")[:MOST_STEM].strip("-")
    kept = ending.lower() if ENDING.fullmatch(ending.lower()) else "bin"
    return f"{plain or 'file'}.{kept}"
