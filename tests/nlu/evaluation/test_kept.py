"""The kept report, what falls below it, and the whole summary."""

import json
from datetime import date
from pathlib import Path

import pytest

from nlu.errors import DataFault
from nlu.evaluation.kept import kept, losses, read_kept, write_kept
from nlu.evaluation.summary import summarise
from tests.nlu.evaluation.builders import outcome, report

RIGHT = outcome("greet", "greet", variety="sq-latn", text="pershendetje te gjitheve ketu")
WRONG = outcome("greet", "human", variety="sq-latn", confidence=0.3)
RAISED = outcome("detained", "detained", union="P1", variety="tr-latn")
FALLEN = outcome("detained", "detained", union="P4", variety="tr-latn")
DAY = date(2026, 11, 24)


def test_the_summary_of_a_report() -> None:
    found = summarise(report(RIGHT, RIGHT, WRONG, RAISED)).to_json()
    assert found["messages"] == 4
    assert found["overall"]["accuracy"]["hits"] == 3
    assert found["varieties"]["sq"]["accuracy"]["hits"] == 2
    assert found["varieties"]["sq"]["messages"] == 3
    assert found["lengths"]["1-3"] == summarise(report(WRONG, RAISED)).lengths["1-3"].to_json()
    assert found["lengths"]["4-8"]["of"] == 2
    assert found["abstention"]["abstained"]["hits"] == 1
    assert found["abstention"]["answered_right"]["hits"] == 3
    assert found["intents"]["greet"] == {
        "precision": 1.0, "recall": 0.6667, "f1": 0.8, "messages": 3,
    }  # fmt: skip
    assert found["confusions"] == [{"meant": "greet", "read": "human", "count": 1}]
    assert "pershendetje" not in json.dumps(found)


def test_a_report_is_kept_small_and_without_texts(tmp_path: Path) -> None:
    path = tmp_path / "current.json"
    write_kept(report(RIGHT, RAISED), DAY, path)
    content = path.read_text(encoding="utf-8")
    assert "pershendetje" not in content
    found = read_kept(path)
    assert (found["model"], found["date"], found["questions"]) == ("m1", "2026-11-24", "q1")
    assert found["varieties"]["sq"]["hits"] == 1
    assert found["critical"]["detained"]["hits"] == 1


@pytest.mark.parametrize("content", ["", "[]", '{"version": 2}'])
def test_an_odd_kept_report_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "current.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataFault, match=r"current\.json"):
        read_kept(path)


def test_one_message_less_is_allowed_and_two_are_not() -> None:
    before = kept(report(*[RIGHT] * 5, *[RAISED] * 3), DAY)
    assert losses(report(*[RIGHT] * 4, WRONG, *[RAISED] * 2, FALLEN), before) == []
    assert losses(report(*[RIGHT] * 3, *[WRONG] * 2, *[RAISED] * 3), before) == [
        "sq: 3 of 5 right, was 5"
    ]
    assert losses(report(*[RIGHT] * 5, RAISED, *[FALLEN] * 2), before) == [
        "detained: 1 of 3 raised to P0 or P1, was 3"
    ]


def test_one_message_in_each_of_two_scripts_is_too_much_for_the_language() -> None:
    native, romanised = outcome(variety="ar-arab"), outcome(variety="ar-latn")
    lost = [outcome(guess="human", variety=script) for script in ("ar-arab", "ar-latn")]
    before = kept(report(*[native] * 4, *[romanised] * 3), DAY)
    found = losses(report(*[native] * 3, *[romanised] * 2, *lost), before)
    assert found == ["ar: 5 of 7 right, was 7"]


def test_other_messages_are_no_loss_but_a_mistake() -> None:
    before = kept(report(RIGHT), DAY)
    with pytest.raises(ValueError, match="other messages"):
        losses(report(RIGHT, questions="q2"), before)
