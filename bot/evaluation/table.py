"""An evaluation as tables for people, in at most 100 columns."""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.table import Table

from bot.evaluation.words import SOURCES, interval, percent, told
from nlu.evaluation.compare import Comparison
from nlu.evaluation.proportion import Share
from nlu.evaluation.summary import Summary

WIDTH = 100
CONFUSIONS = 10


def console() -> Console:
    """Standard output; where it is no terminal, as wide as the tables need."""
    found = Console(highlight=False)
    return found if found.is_terminal and found.width < WIDTH else Console(width=WIDTH)


def show(summary: Summary, out: Console) -> None:
    """Print all figures of ``summary`` but those by intent, which are for machines."""
    out.print(_overall(summary))
    out.print(_varieties(summary))
    out.print(_triage(summary))
    out.print(_critical(summary))
    out.print(_confusions(summary))


def show_comparison(comparison: Comparison, out: Console) -> None:
    """Print group by group how the candidate does against the current model."""
    title = f"{comparison.candidate} against {comparison.current}: {comparison.verdict}"
    heads = ("group", "messages", "candidate", "current", "gained", "lost", "verdict")
    rows = [
        (c.group, *map(str, (c.messages, c.candidate, c.current, c.gained, c.lost)), c.verdict)
        for c in comparison.changes
    ]
    out.print(_table(title, heads, rows))


def _overall(summary: Summary) -> Table:
    shown = {
        "intent right": told(summary.overall.accuracy),
        "among the first three": told(summary.overall.top3),
        "macro-F1": f"{summary.overall.macro_f1:.3f}",
        **_several(summary),
        f"not sure (below {summary.understood})": told(summary.abstained),
        "right where it was sure": told(summary.answered_right),
        "language, own script": told(summary.native),
        "language, romanised": told(summary.romanised),
        "calibration error": f"{summary.calibration_error:.3f} (15 bins of equal mass)",
    }
    title = f"model {summary.model}, {summary.overall.messages} messages"
    return _table(title, ("figure", "value"), shown.items(), numbers=False)


def _several(summary: Summary) -> dict[str, str]:
    if not summary.several_messages:
        return {}
    found = summary.several
    figures = f"precision {found.precision:.1%}, recall {found.recall:.1%}, F1 {found.f1:.3f}"
    return {f"intents of {summary.several_messages} with several": figures}


def _varieties(summary: Summary) -> Table:
    rows = [
        (
            name,
            str(one.messages),
            percent(one.accuracy),
            interval(one.accuracy),
            percent(one.top3),
            f"{one.macro_f1:.3f}",
        )
        for name, one in summary.varieties.items()
    ]
    heads = ("language", "messages", "right", "95 %", "first three", "macro-F1")
    return _table("by language and script", heads, rows)


def _triage(summary: Summary) -> Table:
    rows = [
        (
            SOURCES[name],
            _counted(one.p0),
            _counted(one.urgent),
            _counted(one.alarms_p4),
            _counted(one.alarms_calm),
        )
        for name, one in summary.triage.items()
    ]
    heads = ("source", "P0 to P0", "P0+P1 to P0/P1", "alarms of P4", "alarms of P2-P4")
    return _table("danger: what is found, and the false alarms it costs", heads, rows)


def _critical(summary: Summary) -> Table:
    rows = [
        (name, percent(one), f"{one.hits} of {one.of}", interval(one))
        for name, one in summary.critical.items()
    ]
    return _table("raised to P0 or P1", ("intent", "raised", "messages", "95 %"), rows)


def _confusions(summary: Summary) -> Table:
    rows = [(one.meant, one.read, str(one.count)) for one in summary.confusions[:CONFUSIONS]]
    return _table("most confused", ("meant", "read as", "messages"), rows, numbers=False)


def _counted(share: Share) -> str:
    return f"{percent(share)} ({share.hits}/{share.of})"


def _table(
    title: str, heads: Iterable[str], rows: Iterable[Iterable[str]], *, numbers: bool = True
) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for place, head in enumerate(heads):
        table.add_column(head, justify="right" if place and numbers else "left")
    for row in rows:
        table.add_row(*row)
    return table
