"""Golden calls: what is said on the phone. ``pytest tests/flows/test_calls.py --update``.

Every flow in English, and a whole call in each language; in Pashto, which nothing understands,
by keys and recordings alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.engine import Engine
from tests.flows.dialogue import Player
from tests.flows.test_conversations import LIBRARY
from tests.golden import readable

FOLDER = Path(__file__).parent.parent / "conversations" / "voice"
FILES = sorted(FOLDER.glob("*.yaml"))
CALLS = [file for file in FILES if file.stem.startswith("call.")]
NOT_BY_PHONE = {"link", "wipe"}
"""Codes and messages that are taken back exist in writing only."""
KEPT = ("people=2", "children=none", "documents=expired", "needs=none")


def _played(engine: Engine, file: Path, data: dict[str, Any]) -> dict[str, Any]:
    language = file.stem.rsplit(".", 1)[1]
    dialogues = []
    for dialogue in data["dialogues"]:
        player = Player.of(engine, dialogue, language)
        turns = [{**turn, "infoline": player.play(turn)} for turn in dialogue["turns"]]
        dialogues.append({**dialogue, "turns": turns})
    return {**data, "dialogues": dialogues}


def _read(file: Path) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return data


def _lines(dialogue: dict[str, Any]) -> list[str]:
    return [line for turn in dialogue["turns"] for line in turn["infoline"]]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_infoline_says_what_it_said_when_it_was_reviewed(
    engine: Engine, file: Path, pytestconfig: pytest.Config
) -> None:
    data = _read(file)
    now = _played(engine, file, data)
    if pytestconfig.getoption("--update"):
        file.write_text(readable(now), encoding="utf-8")
        return
    assert now == data


def test_every_language_has_a_call_and_every_flow_is_heard(engine: Engine) -> None:
    heard = {d["about"].split(":")[0] for d in _read(FOLDER / "flows.en.yaml")["dialogues"]}
    flows = {path.stem for path in LIBRARY.glob("*.yaml")} - {"routes", "contacts"}

    assert {file.stem for file in CALLS} == {f"call.{code}" for code in engine.languages}
    assert flows - heard == NOT_BY_PHONE


@pytest.mark.parametrize("file", CALLS, ids=lambda file: file.stem)
def test_a_call_leads_where_it_is_meant_to_in_every_language(file: Path) -> None:
    first, danger, noise = map(_lines, _read(file)["dialogues"])

    assert "NOTES notice given, version 1" in first
    assert "NOTES avrr_cost: helped" in first
    (called,) = [line for line in first if line.startswith("CALLS A HUMAN avrr_request, P3")]
    assert [part for part in KEPT if part not in called] == []
    assert any(line.startswith("CALLS A HUMAN emergency, P0") for line in danger)
    assert any(line.startswith("CALLS A HUMAN unknown, P3, because: unreadable") for line in noise)


def test_in_pashto_nobody_has_to_be_understood() -> None:
    call = _read(FOLDER / "call.ps.yaml")["dialogues"][0]

    assert {turn.get("person", "2") for turn in call["turns"]} == {"2"}
    (called,) = [line for line in _lines(call) if line.startswith("CALLS A HUMAN")]
    assert called.count("ثبت شوی غږیز ځواب") == 3
