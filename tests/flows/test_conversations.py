"""Golden dialogues: who says what, flow by flow. ``pytest tests/flows --update`` rewrites them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.engine import Engine
from tests.flows.dialogue import Player
from tests.golden import readable

FOLDER = Path(__file__).parent.parent / "conversations"
LIBRARY = Path(__file__).parent.parent.parent / "flows" / "library"
FILES = sorted(FOLDER.glob("*.yaml"))


def _played(engine: Engine, file: Path, data: dict[str, Any]) -> dict[str, Any]:
    """The dialogues of a file with what the infoline says and does now."""
    language = file.stem.rsplit(".", 1)[1]
    dialogues = []
    for dialogue in data["dialogues"]:
        player = Player.of(engine, dialogue, language)
        turns = [{**turn, "infoline": player.play(turn)} for turn in dialogue["turns"]]
        dialogues.append({**dialogue, "turns": turns})
    return {**data, "dialogues": dialogues}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_infoline_says_what_it_said_when_it_was_reviewed(
    engine: Engine, file: Path, pytestconfig: pytest.Config
) -> None:
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    now = _played(engine, file, data)
    if pytestconfig.getoption("--update"):
        file.write_text(readable(now), encoding="utf-8")
        return
    assert now == data


def test_every_flow_has_a_dialogue() -> None:
    flows = {path.stem for path in LIBRARY.glob("*.yaml")} - {"routes", "contacts"}
    assert flows - {file.stem.rsplit(".", 1)[0] for file in FILES} == set()
