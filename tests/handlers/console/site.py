"""The service on a port of this machine; it can be cut off and come back."""

from __future__ import annotations

import asyncio
import socket

import uvicorn
from fastapi import FastAPI


class Site:
    """Listens without the service's loops; turns and sends are taken by the test."""

    def __init__(self, asgi: FastAPI) -> None:
        """Nothing listens yet."""
        self._asgi = asgi
        self._port = 0
        self._server: uvicorn.Server
        self._running: asyncio.Task[None]

    @property
    def address(self) -> str:
        """Where it listens, also after it was cut off."""
        return f"http://127.0.0.1:{self._port}"

    async def start(self) -> None:
        """Listen, on the same port as before."""
        listening = socket.create_server(("127.0.0.1", self._port))
        self._port = listening.getsockname()[1]
        self._server = uvicorn.Server(uvicorn.Config(self._asgi, lifespan="off", log_config=None))
        self._running = asyncio.create_task(self._server.serve([listening]))

    async def stop(self) -> None:
        """Cut every connection and listen no more."""
        self._server.should_exit = self._server.force_exit = True
        self._cut()
        await self._running
        self._cut()  # who came in the meantime

    def _cut(self) -> None:
        for connection in list(self._server.server_state.connections):
            if connection.transport:
                connection.transport.abort()
