"""The evaluation that is kept in the repository, and what a retrained model may not lose.

`current.json`, version 1: model, date, questions (digest), messages, and of each figure hits and
number: overall, by language and script, raised messages of each P0 and P1 intent, triage,
language; the calibration error. No texts.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from nlu.errors import DataFault
from nlu.evaluation.proportion import Share
from nlu.evaluation.report import Report
from nlu.evaluation.summary import summarise

CURRENT = Path(__file__).parent / "current.json"
VERSION = 1
_ALLOWED = 1  # message of one group that a retrained model may lose


def kept(report: Report, today: date) -> dict[str, Any]:
    """Return what is kept of `report`, evaluated on `today`."""
    figures = summarise(report).to_json()
    return {
        "version": VERSION,
        "model": figures["model"],
        "date": today.isoformat(),
        "questions": figures["questions"],
        "messages": figures["messages"],
        "overall": figures["overall"],
        "varieties": {name: one["accuracy"] for name, one in figures["varieties"].items()},
        "critical": figures["critical"],
        "triage": figures["triage"]["union"],
        "language": figures["language"],
        "calibration_error": figures["calibration"]["error"],
    }


def write_kept(report: Report, today: date, path: Path = CURRENT) -> None:
    """Keep `report` at `path`."""
    content = json.dumps(kept(report, today), indent=2, ensure_ascii=False)
    path.write_text(content + "\n", encoding="utf-8")


def read_kept(path: Path = CURRENT) -> dict[str, Any]:
    """Return what is kept at `path`; raises DataFault when it is missing or of another version."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataFault(f"{path.name}: cannot be read: {type(error).__name__}") from None
    if not isinstance(content, dict) or content.get("version") != VERSION:
        raise DataFault(f"{path.name}: is not of version {VERSION}")
    return content


def losses(report: Report, before: dict[str, Any]) -> list[str]:
    """Return a line for each language, each script of it, and each P0 or P1 intent that lost.

    More than one message fewer than in `before` is too much. Raises ValueError when other
    messages were asked.
    """
    if report.questions != before["questions"]:
        raise ValueError("other messages were asked than those of the kept report")
    now = summarise(report)
    right = {name: one.accuracy for name, one in now.varieties.items()}
    return [
        *_lost("right", _with_languages(right), _with_languages(_kept(before["varieties"]))),
        *_lost("raised to P0 or P1", now.critical, _kept(before["critical"])),
    ]


def _kept(figures: dict[str, Any]) -> dict[str, Share]:
    return {name: Share(one["hits"], one["of"]) for name, one in figures.items()}


def _with_languages(varieties: dict[str, Share]) -> dict[str, Share]:
    # One message lost in each of two scripts is two of the language.
    languages: dict[str, Share] = {}
    for name, one in varieties.items():
        code = name.partition("-")[0]
        so_far = languages.get(code, Share(0, 0))
        languages[code] = Share(so_far.hits + one.hits, so_far.of + one.of)
    return {**languages, **varieties}


def _lost(what: str, now: dict[str, Share], before: dict[str, Share]) -> Iterator[str]:
    for name, share in now.items():
        if share.hits < before[name].hits - _ALLOWED:
            yield f"{name}: {share.hits} of {share.of} {what}, was {before[name].hits}"
