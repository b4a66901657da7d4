"""Live pages: a stream of server-sent events that says only "something changed"."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.responses import StreamingResponse

from bot.desk import Desk
from bot.errors import InfolineError
from bot.login import Login
from handlers.console.gate import Visit

HEARTBEAT_SECONDS = 15.0
# Other processes ring no bell here, so what they changed is found by looking.
LOOK_SECONDS = 2.0
RETRY_MILLISECONDS = 3000

Version = Callable[[], Awaitable[str]]


class Live:
    """Tells open pages that what they show has changed."""

    def __init__(self, desk: Desk, login: Login) -> None:
        """``desk`` hears of changes, ``login`` knows how long a stream may go on."""
        self._desk = desk
        self._login = login

    def stream(self, visit: Visit, version: Version) -> StreamingResponse:
        """Events whenever ``version`` gives another text than the page has seen."""
        return StreamingResponse(
            self._events(visit, version),
            media_type="text/event-stream",
            headers={"X-Accel-Buffering": "no"},
        )

    async def _events(self, visit: Visit, version: Version) -> AsyncIterator[str]:
        request = visit.request
        seen = request.headers.get("last-event-id") or request.query_params.get("seen", "")
        yield f"retry: {RETRY_MILLISECONDS}\n\n"
        alive_at = time.monotonic()
        while not (self._desk.ending or await request.is_disconnected()):
            current = await _current(version)
            if current is None:
                return
            if current != seen:
                seen = current
                yield f"id: {current}\nevent: changed\ndata: {current}\n\n"
            if time.monotonic() - alive_at >= HEARTBEAT_SECONDS:
                if await self._login.session(visit.token) is None:
                    return
                alive_at = time.monotonic()
                yield ": still here\n\n"
            await self._desk.wait_for_change(LOOK_SECONDS)


async def _current(version: Version) -> str | None:
    """The version; None once there is nothing to watch any more."""
    try:
        return await version()
    except InfolineError:
        return None
