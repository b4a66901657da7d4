"""Recordings of our own words, as the provider fetches them for a call. They tell nothing of
anybody, so that anybody may have them."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request, Response

PATH = "/twilio/voice/audio"
ID = re.compile(r"[0-9a-f-]{36}")
YEAR_SECONDS = 365 * 24 * 3600
NOT_FOUND, NOT_MODIFIED = 404, 304

Read = Callable[[str], Awaitable[tuple[str, bytes] | None]]
"""Media type and sound of the recording with this id, None for an unknown one."""


def routes(read: Read) -> APIRouter:
    """GET and HEAD of a recording. What has an id never changes, so it may be kept for ever."""
    router = APIRouter(include_in_schema=False)

    @router.api_route(f"{PATH}/{{id}}", methods=["GET", "HEAD"])
    async def audio(request: Request) -> Response:
        name = str(request.path_params["id"])
        found = await read(name) if ID.fullmatch(name) else None
        if found is None:
            return Response(status_code=NOT_FOUND, headers={"Cache-Control": "no-store"})
        mime, content = found
        headers = {
            "ETag": f'"{name}"',
            "Cache-Control": f"public, max-age={YEAR_SECONDS}, immutable",
            "X-Content-Type-Options": "nosniff",
        }
        if _has_it(request, name):
            return Response(status_code=NOT_MODIFIED, headers=headers)
        return Response(content, media_type=mime, headers=headers)

    return router


def _has_it(request: Request, name: str) -> bool:
    """Whether who asks has this recording already."""
    tags = request.headers.get("if-none-match", "").split(",")
    return any(tag.strip().removeprefix("W/") in (f'"{name}"', "*") for tag in tags)
