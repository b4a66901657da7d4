"""A small HTTP server in Twilio's place: it notes what it is asked and answers as told."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs

from aiohttp import BasicAuth, web

ACCOUNT = f"AC{'a' * 32}"
TOKEN = "the-auth-token"
SID = f"SM{'b' * 32}"
CONTENT = f"HX{'c' * 32}"
NUMBER = "+383440000001"
PATIENCE = 20.0
"""For how many seconds the client waits for an answer, unless a test is about one that hangs."""

SHORT = 1.0


@dataclass(frozen=True)
class Asked:
    """One request: a form's fields, or JSON."""

    method: str
    path: str
    user: str
    password: str
    fields: dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What to answer; ``body`` is JSON unless it is text."""

    status: int = 201
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    hangs: bool = False
    drops: bool = False


def refusal(number: int, status: int = 400) -> Answer:
    """Twilio's answer with an error; its words hold the number, as the real ones do."""
    words = f"The 'To' number {NUMBER} is not right"
    return Answer(status, {"code": number, "message": words, "status": status})


class Server:
    """On a free port of loopback, for the time of ``async with``."""

    def __init__(self) -> None:
        """Everything goes well until ``answers`` say otherwise."""
        self.asked: list[Asked] = []
        self.answers: deque[Answer] = deque()
        self._made = 0
        self._over = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self.base = ""

    async def __aenter__(self) -> Server:
        """Begin to listen."""
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(application, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Listen no more."""
        self._over.set()
        if self._runner:
            await self._runner.cleanup()

    def go_on(self) -> None:
        """Answer what hangs."""
        self._over.set()

    def messages(self) -> list[dict[str, Any]]:
        """The fields of the messages that were handed over."""
        return [a.fields for a in self.asked if a.path.endswith("/Messages.json")]

    def contents(self) -> list[dict[str, Any]]:
        """The contents that were created."""
        return [a.fields for a in self.asked if a.path == "/v1/Content"]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        auth = BasicAuth.decode(request.headers["Authorization"])
        fields = _fields(request.content_type, await request.text())
        self.asked.append(Asked(request.method, request.path, auth.login, auth.password, fields))
        answer = self.answers.popleft() if self.answers else self._success(request)
        if answer.hangs:
            await self._over.wait()
            answer = self._success(request)
        if answer.drops and request.transport:
            request.transport.close()
        text = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
        return web.Response(
            status=answer.status,
            text=text,
            headers=answer.headers,
            content_type="application/json",
        )

    def _success(self, request: web.Request) -> Answer:
        self._made += 1
        sid = CONTENT if request.path == "/v1/Content" else SID
        return Answer(body={"sid": f"{sid[:-4]}{self._made:04}", "status": "queued"})


def _fields(kind: str, text: str) -> dict[str, Any]:
    if kind == "application/json":
        return dict(json.loads(text))
    return {key: value[0] for key, value in parse_qs(text, keep_blank_values=True).items()}
