"""``train``, ``models``, ``promote``, ``rollback`` and ``parse``: the intent model by hand."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.telling import tell
from bot.config import Settings, load
from bot.model import Model
from bot.serving import archives
from bot.serving.golden import read_golden
from bot.serving.promotion import Promotion
from bot.serving.releases import Releases
from bot.serving.temporary import named_server, temporary_server
from bot.triage import decide
from nlu.rasa import RasaClient
from nlu.understander import Understander

Data = Annotated[Path | None, typer.Option(help="Folder for database, key and model.")]
Why = Annotated[str | None, typer.Option(help="Why, kept with the release.")]


def _settings(data: Path | None) -> Settings:
    return load(data=data.resolve() if data else None)


def train(
    data: Data = None,
    force: Annotated[bool, typer.Option(help="Train although nothing has changed.")] = False,
) -> None:
    """Train a candidate, with the accepted examples. It serves nobody until it is promoted."""
    model = Model(_settings(data).data, tell)
    path, trained = model.train(force=force)
    tell(f"{'trained' if trained else 'nothing has changed since'} {path.name}")
    current = model.releases.read().current
    if current and current.model == path.name:
        tell("it is in service; --force trains another all the same")
    else:
        tell("compare it: ./infoline evaluate --against current --model " + str(path))
        tell(f"put it in service: ./infoline promote {path.name}")


def models(data: Data = None) -> None:
    """List the trained models: which is in service, which was before, which are candidates."""
    model = Model(_settings(data).data, tell)
    for line in _listed(model.folder, model.releases.read()):
        print(line)


def promote(
    model: Annotated[str | None, typer.Argument(help="Its file's name; the newest else.")] = None,
    data: Data = None,
    force: Annotated[bool, typer.Option(help="Although it is worse; needs --reason.")] = False,
    reason: Why = None,
) -> None:
    """Put a model in service, without losing a request, unless it is worse than the present."""
    asyncio.run(_promotion(data).promote(model, force=force, reason=reason))


def rollback(data: Data = None, reason: Why = None) -> None:
    """Put the release before the current one in service again, without losing a request."""
    asyncio.run(_promotion(data).roll_back(reason))


def parse(data: Data = None) -> None:
    """Read one message per line on standard input, write what is understood as JSON lines.

    By exactly the path that the service uses. Where INFOLINE_NLU_URL names a running model
    server it is asked; otherwise one is started for the time of the command.
    """
    asyncio.run(_parse(data))


def _promotion(data: Path | None) -> Promotion:
    folder = _settings(data).data
    return Promotion(folder, Model(folder, tell), read_golden(), tell)


def _listed(folder: Path, releases: Releases) -> Iterator[str]:
    """One line a model: what it is, its file, size, date, and figures where it was compared."""
    for path in archives.archives(folder):
        state = path.stat()
        made = datetime.fromtimestamp(state.st_mtime, UTC)
        megabytes = state.st_size / 1_000_000
        role = _role(path.name, releases)
        yield (
            f"{role:<9}  {path.name:<44}  {megabytes:5.1f} MB  "
            f"{made:%Y-%m-%d %H:%M} UTC  {_figures(path)}"
        ).rstrip()


def _role(name: str, releases: Releases) -> str:
    if releases.current and releases.current.model == name:
        return "current"
    if releases.before and releases.before.model == name:
        return "previous"
    known = [entry for entry in releases.entries if entry.model == name]
    if not known:
        return "candidate"
    return "failed" if known[-1].failure else "former"


def _figures(path: Path) -> str:
    evaluated = archives.facts(path).get("evaluated")
    if not evaluated:
        return ""
    whole = evaluated["groups"][0]
    share = whole["candidate"] / whole["messages"] if whole["messages"] else 0.0
    return f"{share:.1%} of {whole['messages']} right, {evaluated['verdict']}"


async def _parse(data: Path | None) -> None:
    settings = _settings(data)
    named = named_server(settings)
    if named:
        await _parse_lines(named)
        return
    async with temporary_server(Model(settings.data, tell).ensure(), tell) as client:
        await _parse_lines(client)


async def _parse_lines(client: RasaClient) -> None:
    understander = Understander(client)
    try:
        for line in sys.stdin:
            understood = await understander.understand(line.rstrip("\n"))
            result = {**understood.to_json(), "triage": decide(understood).floor}
            print(json.dumps(result, ensure_ascii=False), flush=True)
    finally:
        await client.close()
