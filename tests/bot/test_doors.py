"""What opens a door: a variable, or the same setting in config.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.config import ROOT, load
from bot.doors import credentials, doors

ACCOUNT = {"TWILIO_ACCOUNT_SID": f"AC{'a' * 32}", "TWILIO_AUTH_TOKEN": "t" * 32}


def test_a_number_in_the_file_opens_its_door(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config.yaml"
    content = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    content |= {"public_url": "https://example.org", "twilio_sms_from": "+38349000000"}
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    for name, value in ACCOUNT.items():
        monkeypatch.setenv(name, value)
    states = {door.name: door for door in doors(credentials(load(file)))}
    assert states["sms"].is_open
    assert states["whatsapp"].missing == ("TWILIO_WHATSAPP_FROM",)
    assert states["telegram"].missing == ("TELEGRAM_BOT_TOKEN",)
    assert not states["voice"].is_open


def test_without_anything_the_web_chat_alone_is_open() -> None:
    assert [door.name for door in doors(credentials(load())) if door.is_open] == ["webchat"]
