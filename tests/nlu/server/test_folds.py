"""Nearly alike examples stay in one fold, and every fold has its share."""

import json
import subprocess
from pathlib import Path

import pytest

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
