"""``evaluate``: how well messages are understood, by figures."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.telling import tell
from bot.config import Settings, load
from bot.errors import BadInputError
from bot.evaluation.asking import ask, evaluate_model, load_questions
from bot.evaluation.cross_validation import cross_validate
from bot.evaluation.table import console, show, show_comparison
from bot.model import DATA, Model
from bot.serving.archives import candidates
from bot.serving.temporary import named_server
from nlu.errors import NluAway
from nlu.evaluation.compare import Comparison, compare
from nlu.evaluation.kept import write_kept
from nlu.evaluation.questions import Question, held_out
from nlu.evaluation.report import Report
from nlu.evaluation.summary import summarise
from nlu.rasa import RasaClient

CURRENT = "current"


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for: whose figures, and against whom."""

    questions: list[Question]
    model: Path | None
    against: str | None


def evaluate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="TSV: id, language, intent or a|b, text. Default: held-out messages."),
    ] = None,
    data: Annotated[Path | None, typer.Option(help="Folder for database, key, model.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write a page with pictures.")] = None,
    texts: Annotated[bool, typer.Option("--texts", help="Misread messages in the page.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Renew the kept report.")] = False,
    cross_validation: Annotated[
        bool, typer.Option("--cross-validate", help="Our own examples, in five folds: minutes.")
    ] = False,
    model: Annotated[Path | None, typer.Option(help="The archive to ask.")] = None,
    against: Annotated[
        str | None, typer.Option(help="Compare with this archive, or with `current`.")
    ] = None,
) -> None:
    """Measure how well messages are understood, by the path that the service uses.

    Exit status 1 when --against finds the model worse on a language or a P0 or P1 intent.
    """
    settings = load(data=data.resolve() if data else None)
    if cross_validation:
        if files or model or against or keep:
            raise BadInputError("--cross-validate takes no file, model, --against or --keep.")
        python = Model(settings.data, tell).environment()
        found, comparison = cross_validate(python, DATA, tell), None
    else:
        if keep and files:
            raise BadInputError("--keep is for the held-out messages, not for a file.")
        wanted = Wanted(load_questions(files or held_out()), model, against)
        found, comparison = asyncio.run(_evaluate(settings, wanted))
    _present(found, comparison, as_json)
    if report:
        from bot.evaluation.page import page  # noqa: PLC0415 - charts, needed for this alone

        report.touch(mode=0o600)  # with --texts it holds what people wrote
        report.write_text(page(found, comparison, texts=texts), encoding="utf-8")
        tell(f"the page is ready: {report}")
    if keep:
        write_kept(found, datetime.now(UTC).date())
        tell("kept in nlu/evaluation/current.json")
    if comparison and comparison.verdict == "worse":
        sys.exit(1)


async def _evaluate(settings: Settings, wanted: Wanted) -> tuple[Report, Comparison | None]:
    found = await _asked(settings, wanted)
    if wanted.against is None:
        return found, None
    other = await evaluate_model(_other(settings, wanted.against), wanted.questions, tell)
    return found, compare(found, other)


async def _asked(settings: Settings, wanted: Wanted) -> Report:
    unnamed = wanted.model is None and wanted.against is None
    named = named_server(settings) if unnamed else None
    if named:
        try:
            return await ask(named, await _name(named), wanted.questions, tell)
        finally:
            await named.close()
    return await evaluate_model(_archive(settings, wanted), wanted.questions, tell)


def _archive(settings: Settings, wanted: Wanted) -> Path:
    if wanted.model:
        return _there(wanted.model)
    model = Model(settings.data, tell)
    if wanted.against is None:
        return model.ensure()
    newest = next(iter(candidates(model.folder, model.releases.read())), None)
    if newest is None:
        raise BadInputError("There is no candidate to compare: ./infoline train makes one.")
    return newest


async def _name(client: RasaClient) -> str:
    try:
        return await client.status()
    except NluAway:
        raise BadInputError("INFOLINE_NLU_URL names a model server that is away.") from None


def _other(settings: Settings, against: str) -> Path:
    if against != CURRENT:
        return _there(Path(against))
    model = Model(settings.data, tell)
    current = model.releases.read().current
    if current is None:
        raise BadInputError("No model is in service yet, so there is nothing to compare with.")
    return _there(model.folder / current.model)


def _there(path: Path) -> Path:
    if not path.is_file():
        msg = f"There is no model archive {path.name} there."
        raise BadInputError(msg)
    return path.resolve()


def _present(found: Report, comparison: Comparison | None, as_json: bool) -> None:
    summary = summarise(found)
    if as_json:
        compared = {"comparison": comparison.to_json()} if comparison else {}
        print(json.dumps({**summary.to_json(), **compared}, ensure_ascii=False))
        return
    out = console()
    show(summary, out)
    if comparison:
        show_comparison(comparison, out)
