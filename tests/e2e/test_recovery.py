"""Processes that are killed: the person gets an answer all the same, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.http import until
from tests.e2e.running import infoline

pytestmark = [pytest.mark.e2e, pytest.mark.rasa]


def test_a_killed_model_is_stood_in_for_and_heals(tmp_path: Path, trained_model: Path) -> None:
    with infoline(tmp_path, trained_model) as running:
        running.wait_for_model()
        caller = running.caller("amina")
        caller.write("how much does it cost to go home?")
        caller.hear_until(lambda message: "ticket" in message["text"])
        running.child("nlu.server.run").kill()
        until(lambda: running.nlu() == "down")
        other = running.caller("bilal")
        other.write("how much does it cost to go home?")
        other.hear_until(lambda message: "ticket" in message["text"])
        running.wait_for_model()


def test_a_killed_service_comes_back_and_answers_once(tmp_path: Path, trained_model: Path) -> None:
    with infoline(tmp_path, trained_model) as running:
        caller = running.caller("amina")
        caller.write("thank you")
        first = caller.hear()
        running.child("serve").kill()
        caller.write("i want to speak to a human")
        caller.hear_until(lambda message: "case number" in message["text"])
        everything = caller.messages()
        assert everything[: len(first)] == first
        texts = [message["text"] for message in everything]
        assert len(texts) == len(set(texts))
