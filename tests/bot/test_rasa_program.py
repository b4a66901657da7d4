"""A program of the model's environment is run to its end, and heard."""

from __future__ import annotations

import sys

from bot.config import ROOT
from bot.rasa_program import run

PROGRAM = """
import os, sys
print("first", os.environ["PYTHONPATH"])
print("Përshëndetje", os.environ["RASA_TELEMETRY_ENABLED"], repr(sys.stdin.read()))
sys.exit(3)
"""


def test_lines_are_told_and_the_status_comes_back() -> None:
    said: list[str] = []
    assert run([sys.executable, "-X", "utf8", "-c", PROGRAM], said.append) == 3
    assert said == [f"first {ROOT}", "Përshëndetje false ''"]
