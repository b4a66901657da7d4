"""An edited sheet becomes examples: all of it, or nothing and a complaint for each line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from bot.errors import BadInputError, NotFoundError
from bot.improvement.candidates import WHYS
from bot.improvement.sheet import Row
from nlu.accepted import Accepted, add, id_of, read_accepted
from nlu.accepted import withdraw as take_back
from nlu.accepting import alike, complaints, evened
from nlu.errors import DataFault

MODEL = re.compile(r"[\w.-]{0,64}", re.ASCII)


def accepted(folder: Path) -> list[Accepted]:
    """What was accepted before; raises BadInputError where a file was spoilt."""
    try:
        return read_accepted(folder)
    except DataFault as fault:
        msg = f"{folder.name}/{fault}"
        raise BadInputError(msg) from None


def withdraw(folder: Path, example_id: str) -> Accepted:
    """Take one example back; raises NotFoundError, or BadInputError for a spoilt file."""
    accepted(folder)
    gone = take_back(folder, example_id)
    if gone is None:
        msg = "No accepted example has this id; see --list-accepted."
        raise NotFoundError(msg)
    return gone


def accept(folder: Path, rows: Iterable[Row], by: str, at: datetime) -> int:
    """Join the examples of ``rows`` to those below ``folder``; how many are new.

    Raises BadInputError with a complaint for each wrong line; nothing was written then.
    """
    there = accepted(folder)
    known = {one.id for one in there}
    named = [(row, _example(row, by, at)) for row in rows]
    new = [(row, example) for row, example in named if example.id not in known]
    faults = [*_faults(new)] or [*_repetitions(new, there)]
    if faults:
        raise BadInputError("\n".join((*faults, "Nothing was accepted.")))
    return add(folder, [example for _, example in new])


def _example(row: Row, by: str, at: datetime) -> Accepted:
    text = evened(row.text)
    return Accepted(
        id=id_of(row.variety, row.intent, text),
        variety=row.variety,
        intent=row.intent,
        text=text,
        by=by,
        at=at.isoformat(timespec="seconds"),
        why=row.why,
        model=row.model,
    )


def _faults(named: Iterable[tuple[Row, Accepted]]) -> Iterator[str]:
    for row, example in named:
        wrong = [*complaints(example)]
        if "|" in row.intent:
            wrong = ["an example has one intent: shorten the text to what says it"]
        if row.why not in WHYS or not MODEL.fullmatch(row.model):
            wrong.append("id and why must stay as they were written")
        yield from (f"line {row.number}: {fault}" for fault in wrong)


def _repetitions(
    named: Iterable[tuple[Row, Accepted]], there: Iterable[Accepted]
) -> Iterator[str]:
    pairs = list(named)
    numbers = {id(example): row.number for row, example in pairs}
    for example, fault in alike([example for _, example in pairs], there):
        yield f"line {numbers[id(example)]}: {fault}"
