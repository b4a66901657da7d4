"""A measurement with a provider's traffic, as tables for people."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table

from bot.bench.figures import Times
from bot.bench.traffic.books import Fate
from bot.bench.traffic.outcome import BROKEN, Handled, Taking

NAMES: dict[Fate, str] = {
    Fate.STORED_ONCE: "messages stored once",
    Fate.LOST: "messages lost",
    Fate.STORED_TWICE: "messages stored twice",
    Fate.ANSWERED_ONCE: "messages answered once",
    Fate.SILENT: "messages after which nothing was to be said",
    Fate.UNKNOWN: "messages with an answer whose fate nobody knows",
    Fate.FAILED: "messages with an answer that failed",
    Fate.WAITING: "messages with an answer that still waits",
    Fate.NEVER: "messages that never had their turn",
    Fate.ANSWERED_TWICE: "messages that had two turns",
    Fate.UNKNOWN_LINES: "answers that were cut off by a kill",
    Fate.UNKNOWN_SHOWN: "of these, shown to people",
    Fate.UNKNOWN_ARRIVED: "of these, arrived all the same",
    Fate.SENT_TWICE: "answers sent twice",
    Fate.NOT_THERE: "answers noted as sent that nobody got",
    Fate.OUT_OF_ORDER: "people with anything out of order",
}
TIMES = ("", "messages", "median", "95 %", "99 %")
KEPT = {True: "kept", False: "BROKEN"}


def show(handled: Handled, out: Console) -> None:
    """Print all figures of ``handled``."""
    plan = handled.plan
    title = (
        f"{plan.updates} messages from {plan.people} people, {handled.repeats} given twice, "
        f"{'webhook' if plan.webhook else 'long polling'}, "
        f"service killed {plan.kills} times: {KEPT[handled.kept]}"
    )
    counts = _table(title, ("", "number", ""))
    for fate, name in NAMES.items():
        count = handled.fates[fate]
        counts.add_row(name, str(count), "must be 0" if count and fate in BROKEN else "")
    out.print(counts)
    model = handled.model or "none: keywords"
    title = f"seconds from a message to its first answer; model {model}, {handled.cores} cores"
    times = _table(title, TIMES)
    for one in (handled.busy, handled.calm):
        if one:
            times.add_row(*_row(one))
    out.print(times)
    if handled.taking:
        _show_taking(handled.taking, out)
    out.print(
        f"{handled.updates_per_second:.1f} messages a second in {handled.seconds:.0f} s, "
        f"{handled.down_seconds:.0f} s of them starting again"
    )


def _show_taking(taking: Taking, out: Console) -> None:
    title = "milliseconds until the webhook answered"
    table = _table(title, TIMES)
    one = taking.times
    figures = (f"{value:.0f}" for value in (one.median, one.p95, one.p99))
    table.add_row(one.name, str(one.messages), *figures)
    out.print(table)
    out.print(
        f"{taking.per_second:.1f} messages taken a second; {taking.retried} posted again because "
        f"they were not taken at first, {taking.given_up} given up"
    )


def _row(one: Times) -> tuple[str, ...]:
    seconds = (f"{value / 1000:.2f}" for value in (one.median, one.p95, one.p99))
    return one.name, str(one.messages), *seconds


def _table(title: str, columns: tuple[str, ...]) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE)
    for place, column in enumerate(columns):
        table.add_column(column, justify="left" if place == 0 else "right")
    return table
