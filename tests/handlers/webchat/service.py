"""The wired service on a loopback port, and a person who speaks to it over HTTP."""

from __future__ import annotations

import asyncio
import itertools
import json
import socket
from dataclasses import dataclass, field
from typing import Any, Literal

import aiohttp
import uvicorn
from fastapi import FastAPI


class Service:
    """One application on one port, which can be stopped and started again."""

    def __init__(self, asgi: FastAPI, *, sockets: bool = False) -> None:
        """Choose a port; nothing runs yet. ``sockets``: WebSockets are served, too."""
        self._asgi = asgi
        self._ws: Literal["wsproto", "none"] = "wsproto" if sockets else "none"
        self._server: uvicorn.Server | None = None
        self._serving: asyncio.Task[None] | None = None
        self._socket = _listen(0)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Serve. Who connects before it is ready waits in the socket's queue."""
        if self._socket.fileno() == -1:
            self._socket = _listen(self.port)
        self._server = uvicorn.Server(
            uvicorn.Config(
                self._asgi,
                log_config=None,
                access_log=False,
                ws=self._ws,
                timeout_graceful_shutdown=1,
            )
        )
        self._serving = asyncio.create_task(self._server.serve(sockets=[self._socket]))

    async def stop(self) -> None:
        """Stop and free the port: connecting is refused from now on."""
        assert self._server
        assert self._serving
        self._server.should_exit = True
        await self._serving
        self._socket.close()


def _listen(port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    listening.listen()
    return listening


@dataclass
class Visitor:
    """A program that speaks the door's interface."""

    http: aiohttp.ClientSession
    url: str
    session: str = "a-secret-of-this-visitor"
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    async def post(self, **body: Any) -> tuple[int, str]:
        """Status and raw answer to a message; session and id are added unless given."""
        whole = {"session": self.session, "id": f"m{next(self._numbers)}"} | body
        return await self.post_raw(json.dumps(whole).encode())

    async def post_raw(self, body: bytes) -> tuple[int, str]:
        """Status and raw answer to these bytes."""
        headers = {"Content-Type": "application/json"}
        async with self.http.post(
            f"{self.url}/webchat/messages", data=body, headers=headers
        ) as answer:
            return answer.status, await answer.text()

    async def get(self, **query: Any) -> tuple[int, Any]:
        """Status and JSON of what is new."""
        whole = {"session": self.session} | query
        async with self.http.get(f"{self.url}/webchat/messages", params=whole) as answer:
            return answer.status, await answer.json()

    async def answers(self, after: int = 0) -> list[dict[str, Any]]:
        """What was said after line ``after``; waits until there is something."""
        status, found = await self.get(after=after, wait=30)
        assert status == 200
        messages: list[dict[str, Any]] = found["messages"]
        assert messages, "nothing was said within 30 seconds"
        return messages
