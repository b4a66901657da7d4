"""Golden SMS conversations in ten languages, with the segments beside each text.

``pytest tests/handlers/sms --update`` rewrites what the infoline says.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.config import ROOT
from flows.engine import Engine
from handlers.sms.words import hints
from nlu.files import LANGUAGES
from nlu.understander import Understander
from tests.golden import readable
from tests.handlers.sms.player import Player

ANSWERS = ("country=AF", "people=2", "children=none", "documents=expired", "needs=none")
FILES = sorted((ROOT / "tests" / "conversations" / "sms").glob("*.yaml"))


@pytest.fixture(scope="module")
def engine() -> Engine:
    """The engine over the real content."""
    return Engine.load()


async def played(engine: Engine, data: dict[str, Any], language: str) -> dict[str, Any]:
    """The conversations of a file with what the infoline says now."""
    understander, dialogues = Understander(None), []
    for dialogue in data["dialogues"]:
        known = bool(dialogue.get("wrote before"))
        player = Player.of(engine, understander, language, known=known)
        turns = [
            {"person": turn["person"], "infoline": await player.play(turn["person"])}
            for turn in dialogue["turns"]
        ]
        dialogues.append({**dialogue, "turns": turns})
    return {**data, "dialogues": dialogues}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_the_infoline_writes_what_it_wrote_when_it_was_reviewed(
    engine: Engine, file: Path, pytestconfig: pytest.Config
) -> None:
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    now = await played(engine, data, file.stem.split(".")[1])
    if pytestconfig.getoption("--update"):
        file.write_text(readable(now), encoding="utf-8")
        return
    assert now == data


def test_every_language_has_its_conversations() -> None:
    assert {file.stem for file in FILES} == {f"everyday.{code}" for code in LANGUAGES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_they_go_where_they_are_meant_to_go(file: Path) -> None:
    """The same things happen in every language, whatever words and digits are used."""
    contact, request, menu, danger = yaml.safe_load(file.read_text(encoding="utf-8"))["dialogues"]
    lines = [_happened(dialogue) for dialogue in (contact, request, menu, danger)]
    assert "NOTES avrr_cost: answered" in lines[0]
    assert "NOTES avrr_cost: helped" in lines[0]
    assert "NOTES consent given, version 1" in lines[1]
    (called,) = [line for line in lines[1] if line.startswith("CALLS A HUMAN avrr_request, P3")]
    assert [part for part in ANSWERS if part not in called] == []
    assert "NOTES avrr_cost: answered" in lines[2]
    assert any(line.startswith("CALLS A HUMAN violence_abuse, P1") for line in lines[3])
    assert lines[3][-1] == "STOPS writing to the person"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_more_brings_the_rest_and_nothing_else(file: Path) -> None:
    language = file.stem.split(".")[1]
    menu = yaml.safe_load(file.read_text(encoding="utf-8"))["dialogues"][2]
    asked = [turn for turn in menu["turns"] if turn["person"] == hints(language).more]
    assert len(asked) == (0 if language == "en" else 1)
    for turn in asked:
        (page,) = turn["infoline"]
        assert page.split(": ", 1)[1][0].isdigit()


def _happened(dialogue: dict[str, Any]) -> list[str]:
    return [line for turn in dialogue["turns"] for line in turn["infoline"]]
