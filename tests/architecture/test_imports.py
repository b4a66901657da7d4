"""Who may import whom: the contracts of pyproject.toml are kept, and each one fires."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bot.config import ROOT

ROOMS = ("bot", "flows", "handlers", "nlu")
LINTER = Path(sys.executable).with_name("lint-imports")

# For every contract: a file, an import that must not be in it, and the chain that is reported.
FORBIDDEN: dict[str, tuple[str, str, str]] = {
    "Flows are pure: no database, HTTP, clock or asyncio, and nobody of ours": (
        "flows/turn.py", "import asyncio", "flows.turn -> asyncio"),
    "Understanding knows nothing of what is done with it": (
        "nlu/line.py", "import bot.errors", "nlu.line -> bot.errors"),
    "Only the client speaks HTTP inside nlu": (
        "nlu/safety.py", "import aiohttp", "nlu.safety -> aiohttp"),
    "The Rasa project is reached over HTTP, never imported by the service": (
        "handlers/webchat/shapes.py", "import nlu.server.train",
        "handlers.webchat.shapes -> nlu.server.train"),
    "The vocabulary stands below everything": (
        "bot/messages.py", "import flows.turn", "bot.messages -> flows.turn"),
    "The store knows tables and the vocabulary alone": (
        "bot/store/ids.py", "import flows.turn", "bot.store.ids -> flows.turn"),
    "SQL stays in the store": (
        "bot/desk.py", "import sqlalchemy", "bot.desk -> sqlalchemy"),
    "What reads and makes sound knows nobody": (
        "bot/sounds.py", "import flows.turn", "bot.sounds -> flows.turn"),
    "Spine, desk, outbox and clock do not know each other": (
        "bot/outbox.py", "import bot.desk", "bot.outbox -> bot.desk"),
    "The switchboard knows no door": (
        "bot/switchboard/replies.py", "import handlers.sms.words",
        "bot.switchboard.replies -> handlers.sms.words"),
    "Doors only translate": (
        "handlers/console/times.py", "import flows.turn", "handlers.console.times -> flows.turn"),
    "The web chat's door knows the vocabulary alone": (
        "handlers/webchat/page.py", "import bot.login", "handlers.webchat.page -> bot.login"),
    "Doors do not know each other": (
        "handlers/webchat/door.py", "import handlers.console.words",
        "handlers.webchat.door -> handlers.console.words"),
    "What Twilio's doors share is no door and knows none": (
        "handlers/twilio/fields.py", "import handlers.sms.reading",
        "handlers.twilio.fields -> handlers.sms.reading"),
    "What Twilio's doors share is theirs alone": (
        "handlers/telegram/cleaning.py", "import handlers.twilio.fields",
        "handlers.telegram.cleaning -> handlers.twilio.fields"),
    "Twilio's doors know the vocabulary alone": (
        "handlers/twilio/codes.py", "import bot.desk", "handlers.twilio.codes -> bot.desk"),
    "Only Twilio's doors know its SDK": (
        "bot/outbox.py", "import twilio", "bot.outbox -> twilio"),
    "The Telegram door knows the vocabulary alone": (
        "handlers/telegram/cleaning.py", "import bot.desk",
        "handlers.telegram.cleaning -> bot.desk"),
    "Only the Telegram door knows aiogram": (
        "bot/outbox.py", "import aiogram", "bot.outbox -> aiogram"),
    "Nobody imports the composition root but the command line": (
        "bot/clock.py", "import bot.app", "bot.clock -> bot.app"),
}  # fmt: skip


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The four rooms and their contracts, free to be broken."""
    folder = tmp_path_factory.mktemp("broken")
    for room in ROOMS:
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def lint(folder: Path) -> tuple[int, str]:
    """Exit status and report of import-linter over ``folder``."""
    done = subprocess.run(
        [str(LINTER), "--no-cache", "--no-logo"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "500"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def contracts() -> list[str]:
    """The names of all contracts."""
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [contract["name"] for contract in content["tool"]["importlinter"]["contracts"]]


def test_every_contract_is_kept() -> None:
    status, report = lint(ROOT)
    assert status == 0, report
    assert f"{len(contracts())} kept, 0 broken" in report


def test_every_contract_has_an_import_that_breaks_it() -> None:
    assert set(FORBIDDEN) == set(contracts())


@pytest.mark.parametrize("name", FORBIDDEN)
def test_the_contract_fires(copy: Path, name: str) -> None:
    file, line, chain = FORBIDDEN[name]
    path = copy / file
    whole = path.read_text(encoding="utf-8")
    path.write_text(f"{whole}\n{line}\n", encoding="utf-8")
    try:
        status, report = lint(copy)
    finally:
        path.write_text(whole, encoding="utf-8")
    assert status == 1
    assert f"{name} BROKEN" in report
    assert re.search(rf"{re.escape(chain)}\b", report), report
