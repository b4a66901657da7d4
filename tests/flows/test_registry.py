"""No step kind, effect or intent goes unplayed."""

from __future__ import annotations

from pathlib import Path

import yaml

from flows import steps
from flows.content import Content
from flows.load import load
from flows.steps import KINDS
from flows.steps.base import Step

DIALOGUES = Path(__file__).parent.parent / "conversations"
KIND_FILES = {path.stem for path in Path(steps.__file__).parent.glob("*.py")}


def test_each_kind_has_a_file_of_its_name_and_each_file_a_kind() -> None:
    assert KIND_FILES - {"__init__", "base"} == set(KINDS)
    assert {name: kind.__module__ for name, kind in KINDS.items()} == {
        name: f"flows.steps.{name}" for name in KINDS
    }


def test_each_kind_is_used_by_a_flow_that_a_dialogue_plays() -> None:
    content: Content = load()
    played = {path.name.split(".")[0] for path in DIALOGUES.glob("*.en.yaml")}
    used = {
        step.kind
        for name, flow in content.flows.items()
        if name in played
        for step in flow.steps.values()
    }

    assert used == set(KINDS)


def test_a_step_of_no_kind_cannot_run() -> None:
    bare = Step()

    assert (bare.leads_to(), bare.texts(), bare.labels(), bare.choices()) == ((), (), (), ())


def test_the_routes_are_the_intents_that_the_model_knows() -> None:
    table = Path(steps.__file__).parents[2] / "nlu" / "data" / "intents.yaml"
    known = yaml.safe_load(table.read_text(encoding="utf-8"))["intents"]

    assert set(load().routes) == set(known)
