"""Guards over the sources themselves, each of them seen to fire."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import ROOT
from tests.architecture.sources import (
    MAX_LINES,
    blanket_silences,
    foreign_doors,
    sources,
    too_long,
)

LONG = "x = 1\n" * (MAX_LINES + 1)


def test_there_is_something_to_guard() -> None:
    assert len(list(sources())) > 200


def test_no_file_is_too_long() -> None:
    faults = [too_long(p.relative_to(ROOT), p.read_text(encoding="utf-8")) for p in sources()]
    assert [fault for fault in faults if fault] == []


def test_nothing_silences_a_tool_without_naming_the_rule() -> None:
    faults = [
        fault
        for path in sources()
        for fault in blanket_silences(path.relative_to(ROOT), path.read_text(encoding="utf-8"))
    ]
    assert faults == []


def test_no_door_imports_another() -> None:
    faults = [
        fault
        for path in sources("handlers")
        for fault in foreign_doors(path.relative_to(ROOT), path.read_text(encoding="utf-8"))
    ]
    assert faults == []


def test_a_long_file_is_found_and_a_migration_is_not() -> None:
    assert too_long(Path("bot/long.py"), LONG) == "bot/long.py: has 401 lines, at most 400"
    assert too_long(Path("bot/long.py"), LONG.removesuffix("x = 1\n")) is None
    assert too_long(Path("bot/store/migrations/versions/0009.py"), LONG) is None


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("x = 1  # noqa", True),
        ("x = 1  # noqa: all of it", True),
        ("x = 1  # type: ignore", True),
        ("x = 1  # noqa: S603 - our own program", False),
        ("x = 1  # type: ignore[misc]", False),
        ("x = '# noqa'", False),
    ],
)
def test_a_blanket_silence_is_found(line: str, found: bool) -> None:
    assert bool(blanket_silences(Path("bot/quiet.py"), f"{line}\n")) is found


@pytest.mark.parametrize(
    "line",
    [
        "from handlers.console.words import PRIORITIES",
        "from handlers import console",
        "import handlers.console.words",
        "def late() -> None:\n    from handlers.console import words",
    ],
)
def test_a_door_that_imports_another_is_found(line: str) -> None:
    inside = Path("handlers/webchat/door.py")
    assert foreign_doors(inside, line) == ["handlers/webchat/door.py: imports the door console"]
    assert foreign_doors(Path("handlers/console/door.py"), line) == []
    assert foreign_doors(Path("handlers/telegram.py"), line) != []


@pytest.mark.parametrize(
    ("inside", "line", "found"),
    [
        ("sms", "from handlers.twilio.fields import Fields", False),
        ("whatsapp", "import handlers.twilio.fields", False),
        ("telegram", "import handlers.twilio.fields", True),
        ("sms", "import handlers.whatsapp.reading", True),
        ("twilio", "import handlers.sms.reading", True),
    ],
)
def test_what_doors_share_is_for_these_doors(inside: str, line: str, found: bool) -> None:
    assert bool(foreign_doors(Path(f"handlers/{inside}/file.py"), line)) is found
