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
from nlu.evaluation.report import Report
from nlu.evaluation.summary import Summary, summarise

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
    """Return a line for each language with script, and each P0 or P1 intent, that lost too much.

    More than one message fewer than in `before` is too much. Raises ValueError when other
    messages were asked.
    """
    if report.questions != before["questions"]:
        raise ValueError("other messages were asked than those of the kept report")
    return list(_losses(summarise(report), before))


def _losses(now: Summary, before: dict[str, Any]) -> Iterator[str]:
    right = {name: one.accuracy for name, one in now.varieties.items()}
    for what, shares, old in (
        ("right", right, before["varieties"]),
        ("raised to P0 or P1", now.critical, before["critical"]),
    ):
        for name, share in shares.items():
            if share.hits < old[name]["hits"] - _ALLOWED:
                yield f"{name}: {share.hits} of {share.of} {what}, was {old[name]['hits']}"
