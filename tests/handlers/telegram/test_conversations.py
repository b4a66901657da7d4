"""Golden dialogues through Telegram, one flow a file: what a person does, what they see of it.

``pytest tests/handlers/telegram/test_conversations.py --update`` rewrites them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.config import LANGUAGES, ROOT
from tests.golden import readable
from tests.handlers.telegram.dialogue import staged

FOLDER = ROOT / "tests" / "conversations" / "telegram"
LIBRARY = ROOT / "flows" / "library"
NO_FLOWS = {"routes", "contacts"}
FILES = sorted(FOLDER.glob("*.yaml"))
HEAD = (
    "# Through Telegram: what a person does, and what they see of it. In texts ⟦ and ⟧ are the\n"
    "# invisible marks around what is written from left to right, ← is the right-to-left mark.\n"
    "# What people write here was made up; no native speaker has reviewed it.\n"
)


async def _played(folder: Path, data: dict[str, Any]) -> dict[str, Any]:
    """The dialogues of a file with what the person sees now."""
    dialogues = []
    for number, dialogue in enumerate(data["dialogues"]):
        async with staged(folder / str(number), dialogue.get("world", {})) as player:
            turns = [{**turn, "sees": await player.play(turn)} for turn in dialogue["turns"]]
        dialogues.append({**dialogue, "turns": turns})
    return {**data, "dialogues": dialogues}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_people_see_what_they_saw_when_it_was_reviewed(
    file: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    now = await _played(tmp_path, data)
    if pytestconfig.getoption("--update"):
        file.write_text(HEAD + readable(now), encoding="utf-8")
        return
    assert now == data


def test_every_flow_has_a_dialogue_through_telegram() -> None:
    flows = {path.stem for path in LIBRARY.glob("*.yaml")} - NO_FLOWS
    assert flows - {file.stem.rsplit(".", 1)[0] for file in FILES} == set()


def test_every_language_has_one() -> None:
    assert {file.stem.rsplit(".", 1)[1] for file in FILES} == set(LANGUAGES)
