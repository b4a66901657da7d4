"""The outermost layer of the service: no failure tells tales."""

from __future__ import annotations

import structlog
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import AwayError, InfolineError
from bot.store.trouble import DatabaseTrouble

log = structlog.get_logger()


class Edge:
    """Wraps the application. What fails inside is logged by its kind, never by its content:
    a traceback's last line may quote what a person wrote."""

    def __init__(self, app: ASGIApp) -> None:
        """``app`` is the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; give an answer where the application could not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(send)
        try:
            await self._app(scope, receive, answer.send)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 - beyond this place failures are written in full
            refused = _refusal(error)
            if refused is not error:
                log.error("request_failed", error=type(error).__name__, method=scope["method"])
            await answer.refuse(scope, receive, refused)


class _Answer:
    """Remembers whether an answer has begun, since then no other can be given."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._begun = False

    async def send(self, message: Message) -> None:
        self._begun = True
        await self._send(message)

    async def refuse(self, scope: Scope, receive: Receive, error: InfolineError) -> None:
        if not self._begun:
            response = JSONResponse({"error": error.message}, error.status)
            await response(scope, receive, self._send)


def _refusal(error: Exception) -> InfolineError:
    if isinstance(error, InfolineError):
        return error
    return AwayError() if isinstance(error, DatabaseTrouble | OSError) else InfolineError()
