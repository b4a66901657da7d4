"""An evaluation as one page that needs nothing else: no script, no font, no other file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.evaluation import pictures
from bot.evaluation.words import SOURCES, interval, percent, told
from nlu.evaluation.classes import Confusion
from nlu.evaluation.compare import Comparison
from nlu.evaluation.report import Report
from nlu.evaluation.summary import summarise

CONFUSED = 20  # pairs in the heat map
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class HeatMap:
    """What is meant (rows) against what is read (columns), for the most confused pairs."""

    read: list[str]
    rows: dict[str, list[int]]
    most: int


def page(report: Report, comparison: Comparison | None = None, *, texts: bool = False) -> str:
    """The page as HTML. Messages stand in it only where ``texts`` asks for them."""
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(percent=percent, interval=interval, told=told)
    summary = summarise(report)
    return environment.get_template("report.html").render(
        summary=summary,
        comparison=comparison,
        pictures=pictures,
        sources=SOURCES,
        heat=heat_map(summary.confusions),
        misread=[one for one in report.outcomes if not one.right] if texts else [],
    )


def heat_map(confusions: list[Confusion], pairs: int = CONFUSED) -> HeatMap:
    """The most confused ``pairs``, and whatever else was confused between their intents."""
    first = confusions[:pairs]
    meant, read = sorted({one.meant for one in first}), sorted({one.read for one in first})
    counts = {(one.meant, one.read): one.count for one in confusions}
    rows = {row: [counts.get((row, column), 0) for column in read] for row in meant}
    return HeatMap(read, rows, max((one.count for one in confusions), default=0))
