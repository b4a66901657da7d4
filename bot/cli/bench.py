"""``bench``: how fast messages are understood; what becomes of a crowd that writes or calls."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.bench.bench import bench_archive, bench_client, bench_training, different
from bot.bench.figures import Amount, Measured
from bot.bench.table import show
from bot.bench.telegram.run import bench_telegram
from bot.bench.traffic.outcome import Handled
from bot.bench.traffic.plan import CALM, SMS, Plan
from bot.bench.traffic.table import show as show_traffic
from bot.bench.twilio.run import bench_sms
from bot.bench.twilio.voice.outcome import CallPlan
from bot.bench.twilio.voice.run import bench_voice
from bot.bench.twilio.voice.table import show as show_calls
from bot.cli.telling import tell
from bot.config import Settings, load
from bot.errors import BadInputError, StartError
from bot.evaluation.asking import load_questions
from bot.evaluation.table import console
from bot.model import Model
from bot.serving.temporary import named_server
from bot.supervisor import Tell
from nlu.errors import NluAway
from nlu.evaluation.questions import Question, held_out
from nlu.rasa import RasaClient


class Part(StrEnum):
    """What can be measured."""

    NLU = "nlu"
    TELEGRAM = "telegram"
    SMS = "sms"
    VOICE = "voice"


Run = Callable[[Plan, Tell, Path | None, Sequence[str]], Coroutine[Any, Any, Handled]]
TRAFFIC: dict[Part, tuple[Run, Plan]] = {
    Part.TELEGRAM: (bench_telegram, Plan()),
    Part.SMS: (bench_sms, SMS),
}


def bench(
    part: Annotated[Part, typer.Argument(help="What to measure.")],
    model: Annotated[Path | None, typer.Option(help="The archive to serve.")] = None,
    messages: Annotated[
        Path | None, typer.Option(help="TSV as for evaluate. Default: held-out messages.")
    ] = None,
    updates: Annotated[
        int | None,
        typer.Option(min=1, help="Messages at once. Default: telegram 10,000, sms 5,000."),
    ] = None,
    people: Annotated[int, typer.Option(min=1, help="telegram, sms: who write them.")] = 500,
    kills: Annotated[
        int | None,
        typer.Option(min=0, help="Times SIGKILL meanwhile. Default: telegram 3, sms 2."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Not nlu: the same seed does the same.")] = 1,
    calls: Annotated[int, typer.Option(min=1, help="voice: under way at the same time.")] = 200,
    webhook: Annotated[bool, typer.Option("--webhook", help="telegram: do not poll.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    train: Annotated[bool, typer.Option("--train", help="Time a training too: minutes.")] = False,
    data: Annotated[Path | None, typer.Option(help="Folder for database, key, model.")] = None,
) -> None:
    """Measure nlu: one message, a repeated one, memory, throughput, training. Or telegram,
    or sms: a crowd writes at once, one message in ten comes twice, and the service is killed
    meanwhile. Or voice: a crowd calls at once.

    nlu asks the server of INFOLINE_NLU_URL where that is set and --model is not; a target that
    is missed changes no exit status. The others start a service of their own, which understands
    by keywords without --model. telegram and sms end with 1 if a message was lost or answered
    twice, voice if a call was lost or a document took three seconds. sms repeats what the service
    did not take as Twilio does for a webhook whose address ends in #rc=5&rp=all: up to five times.
    """
    asked = different(load_questions([messages] if messages else held_out()))
    if model and not model.is_file():
        msg = f"There is no model archive {model.name} there."
        raise BadInputError(msg)
    if part is Part.VOICE:
        _calls(CallPlan(calls=calls, seed=seed), model, asked, as_json)
        return
    if part in TRAFFIC:
        run, usual = TRAFFIC[part]
        many = usual.updates if updates is None else updates
        plan = replace(
            usual,
            updates=many,
            people=people,
            kills=usual.kills if kills is None else kills,
            seed=seed,
            calm=min(CALM, many // 10),
            webhook=usual.webhook or webhook,
        )
        _traffic(run, plan, model, [one.text for one in asked] if messages else [], as_json)
        return
    settings = load(data=data.resolve() if data else None)
    training = bench_training(tell) if train else None
    measured = _measured(settings, model, asked, training)
    if as_json:
        print(json.dumps(measured.to_json(), ensure_ascii=False))
    else:
        show(measured, console())


def _traffic(run: Run, plan: Plan, model: Path | None, pool: list[str], as_json: bool) -> None:
    archive = model.resolve() if model else None
    try:
        handled = asyncio.run(run(plan, tell, archive, pool))
    except NluAway as away:
        raise _nothing(away) from None
    if as_json:
        print(json.dumps(handled.to_json(), ensure_ascii=False))
    else:
        show_traffic(handled, console())
    if not handled.kept:
        raise typer.Exit(1)


def _calls(plan: CallPlan, model: Path | None, asked: list[Question], as_json: bool) -> None:
    archive = model.resolve() if model else None
    try:
        phoned = asyncio.run(bench_voice(plan, tell, archive, asked))
    except NluAway as away:
        raise _nothing(away) from None
    if as_json:
        print(json.dumps(phoned.to_json(), ensure_ascii=False))
    else:
        show_calls(phoned, console())
    if not phoned.kept:
        raise typer.Exit(1)


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
        raise _nothing(away) from None


def _nothing(away: NluAway) -> StartError:
    return StartError(f"Nothing can be measured: {away}.")


async def _client(client: RasaClient, asked: list[Question], training: Amount | None) -> Measured:
    try:
        return await bench_client(client, asked, tell, training)
    finally:
        await client.close()
