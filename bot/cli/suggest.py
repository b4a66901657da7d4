"""``suggest``: what the model should learn from callers, and what people accepted of it."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated

import typer

from bot.app import open_database, utc_now
from bot.cli.telling import tell
from bot.config import Settings, load
from bot.errors import BadInputError
from bot.improvement import acceptance, sheet
from bot.improvement.candidates import rules_of
from bot.improvement.suggestions import Suggestion, reviewer
from bot.improvement.suggestions import suggest as suggestions
from bot.model import EXAMPLES
from flows.load import load as load_content
from nlu.varieties import varieties

USUAL_DAYS = 30
WARNING = """\
Numbers, addresses and names that follow words such as "my name is" were replaced. A machine does
not find every name, place or story that gives somebody away: read each line before you accept it,
change or delete what tells who wrote, and delete this file when you are done. Whoever asks for
their data to be deleted later cannot be found in what was accepted."""


def suggest(
    by: Annotated[str | None, typer.Option(help="Your user name; the look is recorded.")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=5000, help="At most so many lines.")] = 100,
    language: Annotated[str | None, typer.Option(help="Such as fr, ar or ar-latn.")] = None,
    accept: Annotated[
        Path | None, typer.Option(help="Accept the lines that name an intent.")
    ] = None,
    list_accepted: Annotated[bool, typer.Option(help="List what was accepted.")] = False,
    withdraw: Annotated[str | None, typer.Option(help="Take back the example of this ID.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder for database, key and model.")] = None,
) -> None:
    """Print messages that the model should learn from, made anonymous, as lines with tabs."""
    settings = load(data=data.resolve() if data else None)
    folder = settings.data / EXAMPLES
    if list_accepted:
        _list(folder)
    elif withdraw is not None:
        _withdraw(folder, withdraw)
    elif by is None:
        msg = "--by is needed: the user name of a manager or an administrator."
        raise BadInputError(msg)
    elif accept:
        asyncio.run(_accept(settings, folder, accept, by))
    else:
        first = _first_moment(settings, since)
        asyncio.run(_suggest(settings, folder, by, first, limit, _known(language)))


async def _suggest(
    settings: Settings, folder: Path, by: str, since: datetime, limit: int, language: str | None
) -> None:
    rules = rules_of(load_content())
    known = [one.text for one in acceptance.accepted(folder)]
    _, store = await open_database(settings)
    try:
        found = await suggestions(
            store, rules, by=by, since=since, limit=limit, language=language, known=known
        )
    finally:
        await store.close()
    _print(found)


def _print(found: list[Suggestion]) -> None:
    sys.stdout.write(sheet.written(found))
    tell(f"{len(found)} messages")
    tell(WARNING)


async def _accept(settings: Settings, folder: Path, file: Path, by: str) -> None:
    rows = sheet.read(file)
    _, store = await open_database(settings)
    try:
        async with store.read() as unit:
            staff = await reviewer(unit, by)
    finally:
        await store.close()
    new = acceptance.accept(folder, rows, staff.username, utc_now())
    tell(f"{new} of {len(rows)} examples are new; ./infoline train learns from them")


def _list(folder: Path) -> None:
    for one in acceptance.accepted(folder):
        fields = (one.id, one.variety, one.intent, one.why, one.model, one.by, one.at, one.text)
        print("\t".join(fields))


def _withdraw(folder: Path, example_id: str) -> None:
    gone = acceptance.withdraw(folder, example_id)
    tell(f"{gone.id} is withdrawn; a model that learnt it serves until the next one")


def _first_moment(settings: Settings, since: datetime | None) -> datetime:
    """The beginning of that day at the office; without a day, of the one a month ago."""
    zone = settings.hours.zone
    day = since.date() if since else (utc_now() - timedelta(days=USUAL_DAYS)).date()
    return datetime.combine(day, time.min, zone)


def _known(language: str | None) -> str | None:
    known = {name.partition("-")[0] for name in varieties()} | {*varieties()}
    if language is not None and language not in known:
        msg = f"--language must be one of {', '.join(sorted(known))}."
        raise BadInputError(msg)
    return language
