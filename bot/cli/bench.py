"""``bench nlu``: how fast messages are understood on this machine."""

from __future__ import annotations

import asyncio
import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.bench.bench import bench_archive, bench_client, bench_training, different
from bot.bench.figures import Amount, Measured
from bot.bench.table import show
from bot.cli.telling import tell
from bot.config import Settings, load
from bot.errors import BadInputError, StartError
from bot.evaluation.asking import load_questions
from bot.evaluation.table import console
from bot.model import Model
from bot.serving.temporary import named_server
from nlu.errors import NluAway
from nlu.evaluation.questions import Question, held_out
from nlu.rasa import RasaClient


class Part(StrEnum):
    """What can be measured."""

    NLU = "nlu"


def bench(
    part: Annotated[Part, typer.Argument(help="What to measure: understanding.")],  # noqa: ARG001 - there is one yet
    model: Annotated[Path | None, typer.Option(help="The archive to serve.")] = None,
    messages: Annotated[
        Path | None, typer.Option(help="TSV as for evaluate. Default: held-out messages.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    train: Annotated[bool, typer.Option("--train", help="Time a training too: minutes.")] = False,
    data: Annotated[Path | None, typer.Option(help="Folder for database, key, model.")] = None,
) -> None:
    """Measure speed: one message, a repeated one, memory, throughput, training.

    Asks the server of INFOLINE_NLU_URL where that is set and --model is not. A target that is
    missed changes no exit status.
    """
    settings = load(data=data.resolve() if data else None)
    asked = different(load_questions([messages] if messages else held_out()))
    if model and not model.is_file():
        msg = f"There is no model archive {model.name} there."
        raise BadInputError(msg)
    training = bench_training(tell) if train else None
    measured = _measured(settings, model, asked, training)
    if as_json:
        print(json.dumps(measured.to_json(), ensure_ascii=False))
    else:
        show(measured, console())


def _measured(
    settings: Settings, model: Path | None, asked: list[Question], training: Amount | None
) -> Measured:
    try:
        named = None if model else named_server(settings)
        if named:
            return asyncio.run(_client(named, asked, training))
        current = Model(settings.data, tell)
        archive = model.resolve() if model else current.ensure()
        current.environment()
        return asyncio.run(bench_archive(archive, asked, tell, training))
    except NluAway as away:
        msg = f"Nothing can be measured: {away}."
        raise StartError(msg) from None


async def _client(client: RasaClient, asked: list[Question], training: Amount | None) -> Measured:
    try:
        return await bench_client(client, asked, tell, training)
    finally:
        await client.close()
