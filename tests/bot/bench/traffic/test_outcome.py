"""What people and programs are told of a measurement."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from bot.bench.figures import times
from bot.bench.traffic.books import Fate
from bot.bench.traffic.outcome import BROKEN, Handled, Taking
from bot.bench.traffic.plan import Plan
from bot.bench.traffic.table import NAMES, show


def handled(**fates: int) -> Handled:
    """A measurement that never happened."""
    return Handled(
        plan=Plan(updates=100, people=10),
        model=None,
        cores=2,
        repeats=9,
        fates=Counter({Fate(name): count for name, count in fates.items()}),
        seconds=20.0,
        down_seconds=6.0,
        updates_per_second=5.0,
        busy=times("in the crowd", [1500.0, 2500.0]),
        calm=None,
    )


def shown(found: Handled) -> str:
    """What people read."""
    out = Console(file=StringIO(), width=120)
    show(found, out)
    text: str = out.file.getvalue()  # type: ignore[attr-defined]
    return text


@pytest.mark.parametrize("fate", sorted(set(Fate) - {Fate.UNKNOWN_SHOWN}))
def test_what_must_never_happen_breaks_the_promise(fate: Fate) -> None:
    harmless = set(Fate) - set(BROKEN) - {Fate.UNKNOWN_LINES}
    found = handled(**{fate: 1})
    assert found.kept is (fate in harmless)
    assert ("BROKEN" in shown(found)) is not found.kept


def test_an_answer_that_was_cut_off_is_fine_once_it_was_shown() -> None:
    assert handled(unknown=2, unknown_lines=3, unknown_shown=3).kept
    assert not handled(unknown=2, unknown_lines=3, unknown_shown=2).kept


def test_every_fate_has_a_name_for_people() -> None:
    assert set(NAMES) == set(Fate)
    assert set(BROKEN) < set(Fate)


def test_people_read_all_figures() -> None:
    text = shown(handled(stored_once=99, lost=1))
    for words in ("100 messages from 10 people", "9 given twice", "must be 0", "1.50", "2.50"):
        assert words in text
    assert "5.0 messages a second in 20 s, 6 s of them starting again" in text


def test_programs_read_all_figures() -> None:
    content = json.loads(json.dumps(handled(stored_once=100).to_json()))
    assert content["kept"] is True
    assert content["fates"] == {"stored_once": 100}
    assert content["busy"]["p95"] == 2500.0
    assert content["plan"]["kills"] == 3


def test_how_a_webhook_took_it_is_told() -> None:
    taking = Taking(times("at once", [12.0, 40.0]), 25.0, retried=3, given_up=1)
    told = shown(replace(handled(stored_once=99, lost=1), taking=taking))
    assert "milliseconds until the webhook answered" in told
    assert re.search(r"at once\s+2\s+12\s+40\s+40", told)
    assert "25.0 messages taken a second; 3 posted again" in told
    assert "1 given up" in told
    assert "webhook answered" not in shown(handled())
