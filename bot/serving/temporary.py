"""Whom a command asks: a server that runs already, or servers of its own until it ends."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.config import Settings
from bot.model import ModelServer, free_port, model_server, wait_until_ready
from bot.supervisor import Tell
from nlu.rasa import RasaClient

# As long as it takes: a command wants the model where the service would turn to keywords.
TIMEOUT_SECONDS = 30.0


def named_server(settings: Settings) -> RasaClient | None:
    """A client of the server that the settings name, None where they name none."""
    if settings.nlu_url and settings.nlu_token:
        return RasaClient(settings.nlu_url, settings.nlu_token.get_secret_value(), TIMEOUT_SECONDS)
    return None


@asynccontextmanager
async def temporary_server(archive: Path, tell: Tell) -> AsyncIterator[RasaClient]:
    """Serve ``archive`` for the time of the block; raises NluAway when nobody answers."""
    async with temporary_servers(archive, 1, tell) as servers:
        client = _client(servers[0])
        try:
            yield client
        finally:
            await client.close()


@asynccontextmanager
async def temporary_servers(
    archive: Path, processes: int, tell: Tell
) -> AsyncIterator[list[ModelServer]]:
    """Serve ``archive`` with so many processes, all with the same token, for that time.

    Raises NluAway when one of them does not answer.
    """
    token = secrets.token_urlsafe(32)
    servers = [model_server(archive, free_port(), token, tell) for _ in range(processes)]
    running = [asyncio.create_task(one.program.keep_running()) for one in servers]
    try:
        for one in servers:
            await _ready(one)
        yield servers
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _ready(server: ModelServer) -> None:
    client = _client(server)
    try:
        await wait_until_ready(client)
    finally:
        await client.close()


def _client(server: ModelServer) -> RasaClient:
    return RasaClient(server.url, server.token, TIMEOUT_SECONDS)
