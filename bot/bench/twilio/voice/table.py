"""A measurement with phone calls, as tables for people."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table

from bot.bench.traffic.table import KEPT
from bot.bench.twilio.voice.outcome import SLOWEST_MS, Phoned

ENDS = {"person": "hung up by the caller", "hangup": "ended after a goodbye"}


def show(phoned: Phoned, out: Console) -> None:
    """Print all figures of ``phoned``."""
    plan, model = phoned.plan, phoned.model or "none: keywords"
    title = (
        f"{plan.calls} calls, {phoned.at_once} at once, {phoned.turns} turns, "
        f"{phoned.repeats} webhooks posted twice: {KEPT[phoned.kept]}"
    )
    counts = _table(title, ("", "number", ""))
    for by, count in sorted(phoned.ended.items()):
        counts.add_row(f"calls {ENDS.get(by, by)}", str(count), "")
    counts.add_row("calls lost", str(len(phoned.lost)), "must be 0" if phoned.lost else "")
    for why in sorted(set(phoned.lost)):
        counts.add_row(f"of these: {why}", str(phoned.lost.count(why)), "")
    counts.add_row("turns after which a filler was heard", str(phoned.fillers), "")
    counts.add_row("largest document, bytes", str(phoned.largest_bytes), "")
    out.print(counts)
    title = f"milliseconds to a document; model {model}, {phoned.cores} cores"
    rows = _table(title, ("", "documents", "median", "95 %", "99 %"))
    for one in phoned.times:
        figures = (f"{value:.0f}" for value in (one.median, one.p95, one.p99))
        rows.add_row(one.name, str(one.messages), *figures)
    out.print(rows)
    out.print(
        f"the slowest took {phoned.slowest_ms:.0f} ms (below {SLOWEST_MS:.0f}); "
        f"{phoned.documents / phoned.seconds:.1f} documents a second in {phoned.seconds:.0f} s"
    )


def _table(title: str, heads: tuple[str, ...]) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for place, head in enumerate(heads):
        table.add_column(head, justify="right" if place else "left")
    return table
