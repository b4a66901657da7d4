"""A measurement as tables for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich import box
from rich.console import Console
from rich.table import Table

from bot.bench.figures import Amount, Measured, Target, Times

VERDICTS = {True: "reached", False: "missed", None: ""}
TIMES = ("", "messages", "median", "95 %", "99 %", "target", "")
RATES = ("model servers", "in flight", "messages a second")
UNMEASURED = "not measured"


def show(measured: Measured, out: Console) -> None:
    """Print all figures of ``measured``, each with its target."""
    cores = "server and client on one core" if measured.one_core else "on any core"
    title = f"model {measured.model}: milliseconds for a message, one at a time, {cores}"
    out.print(_table(title, TIMES, map(_times, measured.times)))
    title = f"memory and training, {measured.cores} cores"
    out.print(_table(title, ("", "value", "target", ""), _amounts(measured)))
    rows = [
        (str(one.processes), str(one.in_flight), f"{one.messages_per_second:.1f}")
        for one in measured.throughput
    ]
    out.print(_table(f"throughput, {measured.cores} cores", RATES, rows))


def _times(one: Times) -> tuple[str, ...]:
    figures = (f"{value:.2f}" for value in (one.median, one.p95, one.p99))
    target = _most(one.target, "ms") if one.target else ""
    return one.name, str(one.messages), *figures, target, VERDICTS[one.reached]


def _amounts(measured: Measured) -> Iterator[tuple[str, ...]]:
    yield _amount("memory of one model server", measured.memory)
    yield _amount("training (--train)", measured.training)


def _amount(name: str, one: Amount | None) -> tuple[str, ...]:
    if one is None:
        return name, UNMEASURED, "", ""
    target = _most(one.target, one.unit)
    return name, f"{one.value:.0f} {one.unit}", target, VERDICTS[one.reached]


def _most(target: Target, unit: str) -> str:
    of = "" if target.of == "value" else f"{target.of} "
    return f"{of}≤ {target.most:g} {unit}"


def _table(title: str, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for place, head in enumerate(heads):
        table.add_column(head, justify="right" if place else "left")
    for row in rows:
        table.add_row(*row)
    return table
