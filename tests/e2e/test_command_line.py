"""``parse`` and ``chat`` as a person uses them, with the real model."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from bot.config import ROOT
from tests.e2e.running import Running

pytestmark = [pytest.mark.e2e, pytest.mark.rasa]


def _run(*words: str, typed: str, **variables: str) -> str:
    done = subprocess.run(
        [str(ROOT / "infoline"), *words],
        input=typed,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_parse_prints_one_object_for_each_line(rasa_server: tuple[str, str]) -> None:
    url, token = rasa_server
    typed = "bghit nrje3 l bladi\nmy brother is not breathing\n\nI am dying of laughter\n"
    printed = _run("parse", typed=typed, INFOLINE_NLU_URL=url, INFOLINE_NLU_TOKEN=token)
    home, danger, empty, laughter = [json.loads(line) for line in printed.splitlines()]
    assert (home["language"], home["script"], home["intent"]) == ("ar", "latn", "avrr_request")
    assert home["intents"][0].keys() == {"name", "confidence"}
    assert home["triage"] == "P3"
    assert (danger["alarms"][0]["name"], danger["triage"]) == ("life", "P0")
    assert (empty["text"], empty["intents"]) == ("", [])
    assert laughter["alarms"] == []


def test_chat_talks_in_a_terminal(running: Running) -> None:
    heard = _run(
        "chat",
        "--lang",
        "fr",
        "--url",
        running.base,
        typed="Combien de temps faut-il attendre ?\n",
    )
    assert "[bot]" in heard
    assert "passeport" in heard
