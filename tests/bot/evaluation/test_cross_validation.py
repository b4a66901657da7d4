"""Five folds over a tiny data folder, through the real components."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.errors import StartError
from bot.evaluation.cross_validation import cross_validate
from nlu.evaluation.summary import summarise
from nlu.server.examples import read_examples
from tests.nlu.server.data import write_small_data

IN_ONE_PART: dict[str, Any] = {
    "text": "Good morning. The blue door. Good night",
    "intent": "greet",
    "variety": "en",
    "ranking": [{"name": "greet", "confidence": 0.9}, {"name": "emergency", "confidence": 0.001}],
    "found": ["greet"],
    "peaks": [{"name": "greet", "confidence": 0.9}, {"name": "emergency", "confidence": 0.5}],
    "found_variety": {"name": "en", "confidence": 0.9},
}


@pytest.mark.rasa
def test_every_example_is_asked_once_and_goes_through_danger_words(
    nlu_python: Path, tmp_path: Path
) -> None:
    data = write_small_data(tmp_path / "data")
    said: list[str] = []
    found = cross_validate(nlu_python, data, said.append)
    examples = read_examples(data)
    asked = sorted((one.question.text, one.question.intents) for one in found.outcomes)
    assert asked == sorted((example.text, (example.intent,)) for example in examples)
    assert {one.variety for one in found.outcomes} == {"en", "ar-latn"}
    assert found.model == "cross-validation"
    help_me = next(o for o in found.outcomes if o.question.text == "help me please help")
    assert help_me.floors.words == "P1"
    assert all(
        {r.name for r in o.ranking} == {"greet", "human", "distress"} for o in found.outcomes
    )
    assert all(one.found and one.found[0] == one.guess for one in found.outcomes)
    assert summarise(found).overall.accuracy.of == len(examples)
    assert sum("of 5" in line for line in said) == 5


@pytest.mark.parametrize(("peaks", "floor"), [(IN_ONE_PART["peaks"], "P0"), ([], "P4")])
def test_the_danger_of_a_part_counts_as_in_the_service(
    tmp_path: Path, peaks: list[dict[str, Any]], floor: str
) -> None:
    program = tmp_path / "python"  # stands where the model's own Python would: writes one answer
    answer = json.dumps({**IN_ONE_PART, "peaks": peaks})
    program.write_text(
        f"#!{sys.executable}\nimport sys, pathlib\n"
        f"pathlib.Path(sys.argv[-1]).write_text({answer!r})\n",
        encoding="utf-8",
    )
    program.chmod(0o700)
    [outcome] = cross_validate(program, tmp_path, lambda _line: None).outcomes
    assert (outcome.floors.words, outcome.floors.model) == ("P4", floor)


@pytest.mark.rasa
def test_wrong_data_ends_it(nlu_python: Path, tmp_path: Path) -> None:
    data = write_small_data(tmp_path / "data")
    (data / "en" / "conversation.yaml").write_text("dance: [let us dance]\n", encoding="utf-8")
    with pytest.raises(StartError, match="exit status 1"):
        cross_validate(nlu_python, data, lambda _line: None)
