"""``evaluate`` as a person uses it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from tests.bot.cli.running import run
from tests.nlu.model_server import TOKEN, serving
from tests.nlu.server.data import write_small_data
from tests.rasa_fixture import train

CRIES = ["help me please help", "save me", "i am so scared", "help me please", "save me please"]


def questions(folder: Path, *lines: str, name: str = "asked.tsv") -> Path:
    """Write a file of questions."""
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_wrong_lines_are_told_and_nothing_is_asked(tmp_path: Path) -> None:
    done = run("evaluate", questions(tmp_path, "a\ten\tdance\thello", "b\txx\tgreet\thello"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "asked.tsv, line 1: no such intent: 'dance'" in done.stderr
    assert "asked.tsv, line 2: no such language: 'xx'" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("asked.tsv", "--keep"), "--keep is for the held-out messages"),
        (("--cross-validate", "--keep"), "--cross-validate takes no file"),
        (("--model", "none.tar.gz"), "no model archive none.tar.gz"),
        (("--against", "current"), "no candidate to compare"),
    ],
)
def test_what_does_not_go_together_is_refused(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    questions(tmp_path, "a\ten\tgreet\thello")
    here = [tmp_path / word if word.endswith(".tsv") else word for word in words]
    done = run("evaluate", *here, "--data", tmp_path / "var")
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


async def test_a_server_that_runs_already_is_asked(tmp_path: Path) -> None:
    file = questions(
        tmp_path, "id\tlang\tintent\ttext", "a\ten\tavrr_request\tthe blue door of my father"
    )
    async with serving() as server:
        there = {"INFOLINE_NLU_URL": server.url, "INFOLINE_NLU_TOKEN": TOKEN}
        done = await asyncio.to_thread(run, "evaluate", file, **there)
    assert done.returncode == 0, done.stderr
    assert server.asked == ["the blue door of my father"]
    assert "model 20261123-model.tar.gz, 1 messages" in done.stdout
    assert "100.0% (1 of 1, 21% to 100%)" in done.stdout
    assert TOKEN not in done.stdout + done.stderr


async def test_several_files_are_asked_together(tmp_path: Path) -> None:
    first = questions(tmp_path, "a\ten\tavrr_request\tthe blue door", name="first.tsv")
    second = questions(tmp_path, "b\ten\tgreet\tthe red door", name="second.tsv")
    async with serving() as server:
        there = {"INFOLINE_NLU_URL": server.url, "INFOLINE_NLU_TOKEN": TOKEN}
        done = await asyncio.to_thread(run, "evaluate", first, second, "--json", **there)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["messages"], told["overall"]["accuracy"]["hits"]) == (2, 1)
    assert sorted(server.asked) == ["the blue door", "the red door"]


@pytest.mark.rasa
def test_a_worse_model_is_found_worse(nlu_python: Path, tmp_path: Path) -> None:
    good, worse = tmp_path / "good" / "model-good.tar.gz", tmp_path / "bad" / "model-bad.tar.gz"
    data = write_small_data(tmp_path / "data")
    assert train(nlu_python, data, good).returncode == 0
    for path in data.rglob("conversation.yaml"):
        text = path.read_text(encoding="utf-8")
        crossed = text.replace("greet:", "other:").replace("distress:", "greet:")
        path.write_text(crossed.replace("other:", "distress:"), encoding="utf-8")
    assert train(nlu_python, data, worse).returncode == 0
    asked = [f"q{number}\ten\tdistress\t{cry}" for number, cry in enumerate([*CRIES, "so scared"])]
    file, page = questions(tmp_path, *asked), tmp_path / "report.html"
    done = run("evaluate", file, "--model", worse, "--against", good, "--json", "--report", page)
    assert done.returncode == 1, done.stderr
    told = json.loads(done.stdout)
    assert (told["version"], told["model"], told["messages"]) == (1, "bad", 6)
    assert told["overall"]["accuracy"]["hits"] < told["comparison"]["groups"][0]["current"]
    assert (told["comparison"]["current"], told["comparison"]["verdict"]) == ("good", "worse")
    assert page.stat().st_mode & 0o077 == 0
    assert "Against good: worse" in page.read_text(encoding="utf-8")
    assert "so scared" not in page.read_text(encoding="utf-8") + done.stdout + done.stderr
