"""Settings: file below environment below flags, and every fault named clearly."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.config import ROOT, Settings, load
from bot.errors import ConfigError


def write(tmp_path: Path, **changes: object) -> Path:
    content = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    path = tmp_path / "config.yaml"
    path.write_text(yaml.safe_dump({**content, **changes}), encoding="utf-8")
    return path


def test_the_file_is_below_the_environment_and_that_below_flags(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, port=1001)
    assert load(path).port == 1001
    monkeypatch.setenv("INFOLINE_PORT", "1002")
    assert load(path).port == 1002
    assert load(path, port=1003).port == 1003
    assert load(path, port=None).port == 1002


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("port", "many", "port: Input should be a valid integer"),
        ("port", 70000, "less than or equal to 65535"),
        ("languages", ["en", "xx"], "must be among ar, fa"),
        ("languages", [], "at least 1 item"),
        ("hours", {"timezone": "Mars/Base", "week": {}}, "must be an IANA time zone"),
        (
            "hours",
            {"timezone": "Europe/Belgrade", "week": {0: ["17:00", "09:00"]}},
            "day 0 must open before it closes",
        ),
        ("colour", "red", "colour: Extra inputs are not permitted"),
        ("contacts", {"emergency": {"value": "112"}}, "contacts.emergency.source: Field required"),
        (
            "voice",
            {"interpreters": {"xx": []}},
            "voice.interpreters: Value error, languages are ar",
        ),
        (
            "voice",
            {"interpreters": {"fa": [{"label": "A", "number": "044 123 456"}]}},
            "voice.interpreters.fa.0.number: String should match pattern '^\\+[1-9][0-9]{6,14}$'",
        ),
        (
            "voice",
            {"interpreters": {"fa": [{"label": "044 123 456", "number": "+38344123456"}]}},
            "voice.interpreters.fa.0.label: Value error, must be words for colleagues",
        ),
        (
            "voice",
            {"interpreters": {"fa": [{"label": "A", "number": "+38344123456"}] * 2}},
            "voice.interpreters: Value error, each label of fa must be another one",
        ),
        ("database_url", "mysql://x", "must start with postgresql://"),
    ],
)
def test_a_wrong_setting_names_file_key_and_what_is_allowed(
    tmp_path: Path, key: str, value: object, words: str
) -> None:
    path = write(tmp_path, **{key: value})
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert str(path) in caught.value.message
    assert words in caught.value.message


def test_a_fault_never_repeats_the_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFOLINE_DATABASE_URL", "mysql://user:hunter2@host/db")
    with pytest.raises(ConfigError) as caught:
        load(write(tmp_path))
    assert "hunter2" not in caught.value.message


@pytest.mark.parametrize("variable", ["TELEGRAM_BOT_TOKEN", "TELEGRAM_API_BASE", "INFOLINE_PORT"])
def test_an_empty_variable_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    """A file of variables names all of them, and leaves open what is not used."""
    before = load(write(tmp_path))
    monkeypatch.setenv(variable, "")
    assert load(write(tmp_path)).model_dump() == before.model_dump()


def test_secrets_hide_in_repr(tmp_path: Path) -> None:
    settings = load(write(tmp_path), admin_password="hunter2hunter2")
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize(
    ("content", "words"), [("a: [", "not valid YAML"), ("- a", "must be a mapping")]
)
def test_a_file_that_is_no_mapping_is_explained(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=words):
        load(path)


def test_a_missing_file_is_explained(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yaml: this file is missing"):
        load(tmp_path / "nowhere.yaml")


def test_every_setting_has_a_help_text() -> None:
    assert [name for name, f in Settings.model_fields.items() if not f.description] == []


def test_hidden_contacts_are_never_told() -> None:
    assert "asylum_line" in load().contacts
    assert "asylum_line" not in load().contact_values()


@pytest.mark.parametrize(("workers", "share"), [(1, 25), (2, 12), (32, 1)])
def test_all_processes_together_send_what_telegram_allows(workers: int, share: int) -> None:
    assert load(workers=workers, telegram_per_second=25).telegram_share == share
