"""What a door may use: its provider's library, the web framework, the vocabulary."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.config import ROOT
from tests.architecture.sources import imported, sources

OWN = ("bot.messages", "bot.errors", "bot.splitting", "bot.bidi", "handlers.telegram")
LIBRARIES = {
    "aiogram", "aiohttp", "aiolimiter", "babel", "fastapi", "pydantic", "starlette", "structlog",
    "tenacity", "yaml",
}  # fmt: skip


def strange(text: str) -> list[str]:
    """Imports that the Telegram door may not have."""
    return [
        name
        for name in imported(text)
        if name.split(".")[0] not in LIBRARIES | sys.stdlib_module_names
        and not name.startswith(OWN)
    ]


@pytest.mark.parametrize(
    "path", list(sources("handlers/telegram")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_the_telegram_door_uses_what_it_may(path: Path) -> None:
    assert strange(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    ["import sqlalchemy", "from bot.store.database import Store", "import handlers.webchat.door",
     "import jinja2", "def late() -> None:\n    import requests"],
)  # fmt: skip
def test_anything_else_is_found(line: str) -> None:
    assert len(strange(line)) == 1
    assert strange("import json\nimport aiogram.types\nfrom bot.messages import Media") == []
