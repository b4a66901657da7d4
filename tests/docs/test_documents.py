"""Documents name only what exists, and each of these guards is seen to fire."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.__main__ import cli
from bot.config import ROOT
from tests.docs.markdown import (
    COMMAND,
    UNFINISHED,
    broken_links,
    documents,
    machine_paths,
    missing_modules,
    missing_paths,
    named_paths,
)

NAMES = [path.relative_to(ROOT).as_posix() for path in documents()]


def commands() -> set[str]:
    """Everything that can be typed after ./infoline."""
    single = {
        command.name or command.callback.__name__
        for command in cli.registered_commands
        if command.callback
    } | {group.name for group in cli.registered_groups if group.name}
    return single | {group.name for group in cli.registered_groups if group.name}


@pytest.fixture(params=NAMES)
def document(request: pytest.FixtureRequest) -> Path:
    """Each document."""
    return ROOT / str(request.param)


@pytest.fixture
def text(document: Path) -> str:
    """Its content."""
    return document.read_text(encoding="utf-8")


def test_the_documents_are_there() -> None:
    assert {"README.md", "CHANGELOG.md", "docs/architecture.md", "docs/threats.md"} <= set(NAMES)
    assert len([name for name in NAMES if name.startswith("docs/decisions/")]) >= 6


def test_every_path_exists(text: str) -> None:
    assert missing_paths(text) == []


def test_every_link_leads_somewhere(document: Path, text: str) -> None:
    assert broken_links(document, text) == []


def test_every_module_exists(text: str) -> None:
    assert missing_modules(text) == []


def test_every_command_exists(text: str) -> None:
    assert set(COMMAND.findall(text)) - commands() == set()


def test_nothing_is_unfinished_or_bound_to_one_machine(text: str) -> None:
    assert UNFINISHED.findall(text) == []
    assert machine_paths(text) == []


def test_paths_are_found_in_running_text() -> None:
    said = "see `bot/conversation.py`, `flows/texts/<lang>.yaml`, `GET /health`, `config.yaml`"
    assert list(named_paths(said)) == [
        "bot/conversation.py",
        "flows/texts/*.yaml",
        "config.yaml",
    ]


def test_what_does_not_exist_is_found() -> None:
    assert missing_paths("`bot/gone.py`, `flows/texts/<lang>.toml`, `bot/app.py`") == [
        "bot/gone.py",
        "flows/texts/*.toml",
    ]
    assert missing_modules("`python -m tests.docs.gone`, `python -m bot.app`") == [
        "tests.docs.gone"
    ]
    assert COMMAND.findall("then ./infoline fly") == ["fly"]
    assert "fly" not in commands()


def test_a_broken_link_is_found() -> None:
    said = "[a](docs/gone.md) [b](README.md#gone) [c](config.yaml) [d](https://example.org/x)"
    assert broken_links(ROOT / "README.md", said) == ["docs/gone.md", "README.md#gone"]


@pytest.mark.parametrize("path", ["/home/somebody/infoline", "/tmp/x", "C:\\infoline"])  # noqa: S108
def test_a_path_of_a_machine_is_found(path: str) -> None:
    assert machine_paths(f"It lies in {path} here.")


@pytest.mark.parametrize("said", ["https://a.b/home/x", "`/health`", "`/webchat/messages`"])
def test_an_address_is_no_path_of_a_machine(said: str) -> None:
    assert machine_paths(said) == []


def test_an_unfinished_place_is_found() -> None:
    assert UNFINISHED.findall("TODO: say more") == ["TODO"]
