"""``train`` and ``parse``: the intent model from the command line."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.config import load
from bot.model import Model, free_port, wait_until_ready
from bot.triage import decide
from nlu.rasa import RasaClient
from nlu.understander import Understander

Data = Annotated[Path | None, typer.Option(help="Folder for database, key and model.")]


def _tell(line: str) -> None:
    print(f"infoline: {line}", file=sys.stderr, flush=True)


def train(
    data: Data = None,
    force: Annotated[bool, typer.Option(help="Train although nothing has changed.")] = False,
) -> None:
    """Train the intent model, unless the present one was made from the present data."""
    model = Model(load(data=data).data, _tell)
    path = model.ensure(force=force)
    _tell(f"the model is ready: {path.name}")


def parse(data: Data = None) -> None:
    """Read one message per line on standard input, write what is understood as JSON lines.

    By exactly the path that the service uses. Where INFOLINE_NLU_URL names a running model
    server it is asked; otherwise one is started for the time of the command.
    """
    asyncio.run(_parse(data))


async def _parse(data: Path | None) -> None:
    settings = load(data=data)
    if settings.nlu_url and settings.nlu_token:
        client = RasaClient(settings.nlu_url, settings.nlu_token.get_secret_value(), 30.0)
        await _parse_lines(client)
        return
    model = Model(settings.data, _tell)
    server = model.server(model.ensure(), free_port(), _tell)
    running = asyncio.create_task(server.program.keep_running())
    try:
        client = RasaClient(server.url, server.token, 30.0)
        await wait_until_ready(client)
        await _parse_lines(client)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def _parse_lines(client: RasaClient) -> None:
    understander = Understander(client)
    try:
        for line in sys.stdin:
            understood = await understander.understand(line.rstrip("\n"))
            result = {**understood.to_json(), "triage": decide(understood).floor}
            print(json.dumps(result, ensure_ascii=False), flush=True)
    finally:
        await client.close()
