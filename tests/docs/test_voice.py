"""docs/voice.md and its decision say of calls what the code does."""

from __future__ import annotations

import re

import pytest

from bot.config import ROOT
from bot.config_voice import TONGUES
from bot.config_voice import Voice as Settings
from handlers.voice.manner import BASE
from handlers.voice.menus import FIXED, PAGE
from handlers.voice.opening import ROUNDS
from handlers.voice.talking import MOST_FILLERS, MOST_MISSES, SPOKEN_FILLERS, WITHIN_SECONDS
from handlers.voice.waiting import PAUSE_SECONDS, TOLD_EVERY

PAGE_TEXT = (ROOT / "docs" / "voice.md").read_text(encoding="utf-8")
DECISION = (ROOT / "docs" / "decisions" / "voice.md").read_text(encoding="utf-8")
ROWS = {
    name: row
    for row in re.findall(r"^\| (`\w.+) \| .+ \|$", PAGE_TEXT, re.M)
    for name in re.findall(r"`(\w+)`", row)
}


def flat(text: str) -> str:
    """Without the ends of lines."""
    return " ".join(text.split())


def test_the_addresses_are_those_of_the_door() -> None:
    assert f"`https://infoline.example.org{BASE}`" in PAGE_TEXT
    assert f"`https://infoline.example.org{BASE}/status`" in PAGE_TEXT


def test_the_settings_exist() -> None:
    assert set(ROWS) <= set(Settings.model_fields)
    assert {"order", "opening", "tongues", "music", "queue_minutes"} <= set(ROWS)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (f"After {WITHIN_SECONDS} seconds", PAGE_TEXT),
        (f"after {({8: 'eight'})[MOST_FILLERS]} of these a person", PAGE_TEXT),
        (f"The {({3: 'third'})[MOST_MISSES]} time in a row", PAGE_TEXT),
        (f"{({5: 'five'})[PAGE]} at a time and {({2: 'twice'})[ROUNDS]}", PAGE_TEXT),
        (f"**{WITHIN_SECONDS} seconds.**", DECISION),
        (f"Only every {({3: 'third'})[SPOKEN_FILLERS]} of these", DECISION),
    ],
)
def test_the_numbers_are_those_of_the_code(said: str, text: str) -> None:
    assert said in flat(text)


def test_the_keys_are_those_of_the_code() -> None:
    keys = re.findall(r"^\| ([\d*#]) \| (.+) \|$", PAGE_TEXT, re.M)
    assert dict(keys).keys() == {"0", "9", "8", "*", "#"}
    assert set(FIXED) == {"0", "9"}


def test_the_place_is_told_each_minute() -> None:
    assert PAUSE_SECONDS * TOLD_EVERY == 60
    assert "Each minute or so" in PAGE_TEXT


def test_pashto_is_the_language_without_recogniser() -> None:
    assert [code for code, tongue in TONGUES.items() if not tongue.hear] == ["ps"]
    assert "Without a recogniser (Pashto)" in PAGE_TEXT
