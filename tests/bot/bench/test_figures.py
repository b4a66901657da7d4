"""Figures of times that are known beforehand, and what is said of them."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from rich.console import Console

from bot.bench.bench import different
from bot.bench.figures import Amount, Measured, Rate, Target, times
from bot.bench.table import show
from nlu.evaluation.questions import Question

HUNDRED = [float(number) for number in range(100, 0, -1)]


def measured(*, memory: Amount | None = None) -> Measured:
    """A measurement that never happened."""
    return Measured(
        model="model-1.tar.gz",
        messages=100,
        cores=2,
        one_core=True,
        times=(
            times("whole path", HUNDRED, Target("median", 50.0)),
            times("repeated message", HUNDRED, Target("p95", 94.5)),
            times("danger words alone", HUNDRED),
        ),
        memory=memory,
        training=None,
        throughput=(Rate(1, 4, 61.25),),
    )


def shown(found: Measured) -> str:
    """What people read."""
    out = Console(file=StringIO(), width=100)
    show(found, out)
    assert isinstance(out.file, StringIO)
    return out.file.getvalue()


def test_percentiles_are_times_that_were_taken() -> None:
    found = times("any", HUNDRED)
    assert (found.messages, found.median, found.p95, found.p99) == (100, 50, 95, 99)


@pytest.mark.parametrize(("taken", "p99"), [([7.0], 7), ([2.0, 1.0], 2), ([3.0, 1.0, 2.0], 3)])
def test_few_times_have_figures_too(taken: list[float], p99: float) -> None:
    assert times("any", taken).p99 == p99


def test_a_target_is_held_against_the_figure_it_names() -> None:
    assert [one.reached for one in measured().times] == [True, False, None]
    assert Amount(900.0, "MB", Target("value", 900.0)).reached
    assert not Amount(900.1, "MB", Target("value", 900.0)).reached


def test_the_json_says_every_figure_and_whether_it_is_reached() -> None:
    found = measured(memory=Amount(512.0, "MB", Target("value", 900.0)))
    read = json.loads(json.dumps(found.to_json()))
    assert read["times"][0] == {
        "name": "whole path",
        "messages": 100,
        "median": 50.0,
        "p95": 95.0,
        "p99": 99.0,
        "target": {"of": "median", "most": 50.0},
        "reached": True,
    }
    assert read["memory"] == {
        "value": 512.0,
        "unit": "MB",
        "target": {"of": "value", "most": 900.0},
        "reached": True,
    }
    assert read["training"] is None
    assert read["throughput"] == [{"processes": 1, "in_flight": 4, "messages_per_second": 61.25}]


def test_the_table_says_what_is_reached_what_is_missed_and_what_was_not_measured() -> None:
    lines = {line.strip().partition("  ")[0]: line for line in shown(measured()).splitlines()}
    assert "median ≤ 50 ms" in lines["whole path"]
    assert lines["whole path"].rstrip().endswith("reached")
    assert lines["repeated message"].rstrip().endswith("missed")
    assert lines["danger words alone"].split()[-1] == "99.00"
    assert "not measured" in lines["memory of one model server"]
    assert lines["1"].split() == ["1", "4", "61.2"]


def test_a_message_that_comes_again_is_measured_once() -> None:
    asked = [
        Question(str(number), "en", "latn", ("greet",), text)
        for number, text in enumerate(["hello", "good morning", "hello "])
    ]
    assert [one.text.strip() for one in different(asked)] == ["hello", "good morning"]
