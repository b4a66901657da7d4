"""``./infoline up``: what it refuses, what it says, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.http import get, until
from tests.e2e.running import infoline, start, stop

pytestmark = [pytest.mark.e2e, pytest.mark.rasa]


def _words(lines: list[str]) -> str:
    return "\n".join(lines)


def test_the_service_answers_while_the_model_is_still_away(
    tmp_path: Path, trained_model: Path
) -> None:
    with infoline(tmp_path, trained_model) as running:
        assert running.nlu() == "starting"
        caller = running.caller("early")
        caller.write("help me, my brother is not breathing")
        assert "112" in caller.hear()[0]["text"]
        health = get(f"{running.base}/health")
        assert (health["status"], health["database"]) == ("degraded", "ok")
        assert health["channels"] == ["webchat"]
        until(lambda: "door webchat: open" in _words(running.said))
        assert "/console" in _words(running.said)
        assert "door telegram: closed" in _words(running.said)


def test_a_second_up_on_the_same_data_says_so(tmp_path: Path, trained_model: Path) -> None:
    with infoline(tmp_path, trained_model) as running:
        second = start(tmp_path)
        assert second.process.wait(60) == 2
        until(lambda: "already running" in _words(second.said))
        assert get(f"{running.base}/health")["database"] == "ok"


def test_a_used_port_is_named(tmp_path: Path, trained_model: Path) -> None:
    with infoline(tmp_path / "one", trained_model) as running:
        second = start(tmp_path / "two", "--port", str(running.port))
        assert second.process.wait(60) == 2
        until(lambda: f"Port {running.port}" in _words(second.said))


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"INFOLINE_MASTER_KEY": "too short"}, "base64 of 32 bytes"),
        ({"INFOLINE_HOURS__TIMEZONE": "Mars/Base"}, "hours.timezone"),
        ({"INFOLINE_CONFIG": "nowhere.yaml"}, "this file is missing"),
        ({"INFOLINE_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, "database"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    tmp_path: Path, variables: dict[str, str], words: str
) -> None:
    running = start(tmp_path, variables=variables)
    assert running.process.wait(60) == 2
    until(lambda: words in _words(running.said))
    assert "Traceback" not in _words(running.said)


def test_a_missing_or_wrong_master_key_is_refused(tmp_path: Path, trained_model: Path) -> None:
    with infoline(tmp_path, trained_model):
        pass
    key = tmp_path / "master.key"
    kept = key.read_bytes()
    key.unlink()
    missing = start(tmp_path)
    assert missing.process.wait(60) == 2
    until(lambda: "master key is missing" in _words(missing.said))
    assert not key.exists()
    wrong = start(tmp_path, variables={"INFOLINE_MASTER_KEY": "eHh4" * 10 + "eHg="})
    assert wrong.process.wait(60) == 2
    until(lambda: "does not belong to this database" in _words(wrong.said))
    key.write_bytes(kept)
    key.chmod(0o600)
    again = start(tmp_path)
    until(lambda: get(f"{again.base}/health"))
    stop(again)
