"""``bench nlu`` as a person uses it, with a small model; how fast it was is nobody's test."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from bot.bench.bench import bench_training
from tests.bot.cli.running import run
from tests.nlu.model_server import TOKEN, serving
from tests.nlu.server.data import write_small_data
from tests.rasa_fixture import train

MESSAGES = (
    "a\ten\tgreet\thello there",
    "b\ten\tdistress\thelp me please, save me, i am so scared and i do not know what to do here",
    "c\ten\tgreet|human\tgood morning to you, connect me to a person",
    "d\ten\tgreet\thello there",
)
PATHS = ["whole path", "up to 5 words", "6 to 15 words", "more than 15 words"]
NAMES = [*PATHS, "one intent", "several intents", "danger words alone", "repeated message"]


@pytest.fixture
def messages(tmp_path: Path) -> Path:
    """A file of messages."""
    path = tmp_path / "asked.tsv"
    path.write_text("\n".join(MESSAGES) + "\n", encoding="utf-8")
    return path


def names(found: dict[str, Any]) -> list[str]:
    """What times were taken of."""
    return [one["name"] for one in found["times"]]


def rates(found: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """With how many processes and messages in flight there are positive rates."""
    for one in found["throughput"]:
        assert one["messages_per_second"] > 0
        yield one["processes"], one["in_flight"]


@pytest.mark.rasa
@pytest.mark.timeout(900)
def test_a_small_model_is_measured_in_every_way(
    tmp_path: Path, nlu_python: Path, messages: Path
) -> None:
    model = tmp_path / "data" / "model" / "model-1.tar.gz"
    done = train(nlu_python, write_small_data(tmp_path / "source"), model)
    assert done.returncode == 0, done.stderr
    asked = ("--messages", messages, "--data", tmp_path / "data")
    done = run("bench", "nlu", "--model", model, *asked, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["model"], found["messages"], names(found)) == ("model-1.tar.gz", 3, NAMES)
    assert [one["messages"] for one in found["times"]] == [3, 1, 1, 1, 2, 1, 3, 3]
    assert all(0 < one["median"] <= one["p95"] <= one["p99"] for one in found["times"])
    assert found["one_core"] is hasattr(os, "sched_setaffinity")
    assert found["memory"]["value"] > 50
    assert found["training"] is None
    assert list(rates(found)) == [(p, flight) for p in (1, 2) for flight in (1, 4, 16)]
    assert "help me" not in done.stderr
    assert [path.name for path in model.parent.glob("serving-*")] == []
    told = [one.info["cmdline"] or [] for one in psutil.process_iter(["cmdline"])]
    assert not [words for words in told if str(model) in words]


async def test_a_server_of_somebody_else_is_measured_from_outside(
    tmp_path: Path, messages: Path
) -> None:
    async with serving() as server:
        variables = {"INFOLINE_NLU_URL": server.url, "INFOLINE_NLU_TOKEN": TOKEN}
        words = ("nlu", "--messages", messages, "--data", tmp_path)
        done = await asyncio.to_thread(run, "bench", *words, "--json", **variables)
        shown = await asyncio.to_thread(run, "bench", *words, **variables)
    assert done.returncode == shown.returncode == 0, done.stderr + shown.stderr
    found = json.loads(done.stdout)
    assert (found["model"], names(found)) == ("20261123-model.tar.gz", NAMES)
    assert (found["memory"], found["one_core"]) == (None, False)
    assert list(rates(found)) == [(1, 1), (1, 4), (1, 16)]
    assert "repeated message" in shown.stdout
    assert "not measured" in shown.stdout


async def test_a_server_that_does_not_answer_gives_no_figures(
    tmp_path: Path, messages: Path
) -> None:
    async with serving() as server:
        server.status = 503
        variables = {"INFOLINE_NLU_URL": server.url, "INFOLINE_NLU_TOKEN": TOKEN}
        words = ("nlu", "--messages", messages, "--data", tmp_path)
        done = await asyncio.to_thread(run, "bench", *words, **variables)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Nothing can be measured" in done.stderr


@pytest.mark.rasa
@pytest.mark.timeout(900)
def test_a_training_is_timed_and_leaves_nothing(nlu_python: Path, tmp_path: Path) -> None:
    assert nlu_python.exists()
    lines: list[str] = []
    taken = bench_training(lines.append, write_small_data(tmp_path / "source"))
    assert taken.value > 0
    assert (taken.unit, taken.target.most) == ("s", 300)


@pytest.mark.e2e
def test_telegrams_traffic_is_handled(messages: Path) -> None:
    few = ("--updates", "30", "--people", "10", "--kills", "0", "--seed", "7")
    done = run("bench", "telegram", *few, "--messages", messages, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["kept"], found["model"], found["plan"]["seed"]) == (True, None, 7)
    assert found["fates"]["stored_once"] == 30 + found["plan"]["calm"]
    assert found["updates_per_second"] > 0
    assert "hello there" not in done.stderr


@pytest.mark.e2e
def test_sms_traffic_is_handled(messages: Path) -> None:
    few = ("--updates", "30", "--people", "10", "--kills", "0", "--seed", "7")
    done = run("bench", "sms", *few, "--messages", messages, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["kept"], found["model"], found["plan"]["seed"]) == (True, None, 7)
    assert found["fates"]["stored_once"] == 30 + found["plan"]["calm"]
    assert found["taking"]["per_second"] > 0
    assert found["taking"]["times"]["messages"] == 30
    assert "hello there" not in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sms", "--kills", "-1"), "'--kills'"),
        (("sms", "--messages", "none.tsv"), "none.tsv: cannot be read"),
        (("telegram", "--model", "none.tar.gz"), "no model archive none.tar.gz"),
        (("telegram", "--updates", "0"), "'--updates'"),
        (("nlu", "--model", "none.tar.gz"), "no model archive none.tar.gz"),
        (("nlu", "--messages", "none.tsv"), "none.tsv: cannot be read"),
        (("flows",), "'flows'"),
    ],
)
def test_what_cannot_be_measured_is_told(words: tuple[str, ...], said: str) -> None:
    done = run("bench", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
