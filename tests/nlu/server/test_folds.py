"""Folds, and what the models that did not see an example answer to it."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.nlu.server.data import write_small_data
from tests.rasa_fixture import ROOT

pytestmark = pytest.mark.rasa

TWINS = [
    ("i want to go back to my country", "I want to go back to my country!!"),
    ("where can i sleep this night please", "where can i sleep this nite please"),
]
OTHERS = [f"{word} {word[::-1]}" for word in ("apple", "bridge", "candle", "dragon", "engine")]
ASK = """
import json, sys
from nlu.server.cross_validate import folds
print(json.dumps(folds(json.load(sys.stdin)).tolist()))
"""


def test_twins_share_a_fold(nlu_python: Path) -> None:
    texts = [*(text for pair in TWINS for text in pair), *OTHERS]
    done = subprocess.run(
        [str(nlu_python), "-c", ASK],
        cwd=ROOT,
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
    )
    first, second, third, fourth, *others = json.loads(done.stdout.splitlines()[-1])
    assert first == second
    assert third == fourth
    assert {first, third, *others} == {0, 1, 2, 3, 4}


def test_the_parts_of_a_message_are_answered_too(nlu_python: Path, tmp_path: Path) -> None:
    data, out = write_small_data(tmp_path / "data"), tmp_path / "answers.jsonl"
    two = "my friends and i are at the sea. give me a person please"
    (data / "en" / "protection.yaml").write_text(f'human: ["{two}"]\n', encoding="utf-8")
    done = subprocess.run(
        [nlu_python, "-m", "nlu.server.cross_validate", "--data", data, "--out", out],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    peaks = {answer["text"]: [peak["name"] for peak in answer["peaks"]] for answer in answers}
    assert "human" in peaks.pop(two)
    assert set(map(tuple, peaks.values())) == {()}
