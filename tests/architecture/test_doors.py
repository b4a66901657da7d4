"""What a door may use: its provider's library, the web framework, the vocabulary."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.config import ROOT
from tests.architecture.sources import imported, sources

OWN = ("bot.messages", "bot.errors", "bot.splitting", "bot.bidi")
LIBRARIES = {"aiohttp", "fastapi", "pydantic", "starlette", "structlog", "tenacity", "yaml"}
# For every door of a provider: its own rooms, and what it may use beside the common ones.
ROOMS = {
    "telegram": (("handlers.telegram",), {"aiogram", "aiolimiter", "babel"}),
    "twilio": (("handlers.twilio",), {"aiolimiter", "phonenumbers", "requests", "twilio",
                                      "urllib3", "yarl"}),
    "sms": (("handlers.twilio", "handlers.sms"), {"phonenumbers", "smsutil", "twilio"}),
    "whatsapp": (("handlers.twilio", "handlers.whatsapp"), {"phonenumbers", "twilio"}),
    "voice": (("handlers.twilio", "handlers.voice", "bot.telephony"), {"phonenumbers", "twilio"}),
}  # fmt: skip
FILES = [(room, path) for room in ROOMS for path in sources(f"handlers/{room}")]


def strange(room: str, text: str) -> list[str]:
    """Imports that this door may not have."""
    own, libraries = ROOMS[room]
    return [
        name
        for name in imported(text)
        if name.split(".")[0] not in LIBRARIES | libraries | sys.stdlib_module_names
        and not name.startswith(OWN + own)
    ]


@pytest.mark.parametrize(("room", "path"), FILES, ids=[str(p.relative_to(ROOT)) for _, p in FILES])
def test_a_door_uses_what_it_may(room: str, path: Path) -> None:
    assert strange(room, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize(
    "line",
    ["import sqlalchemy", "from bot.store.database import Store", "import handlers.webchat.door",
     "import jinja2", "def late() -> None:\n    import httpx"],
)  # fmt: skip
def test_anything_else_is_found(room: str, line: str) -> None:
    assert len(strange(room, line)) == 1
    assert strange(room, "import json\nimport aiohttp\nfrom bot.messages import Media") == []


def test_a_library_of_one_door_is_not_that_of_another() -> None:
    assert strange("telegram", "import twilio.rest") == ["twilio.rest"]
    assert strange("sms", "import aiogram.types") == ["aiogram.types"]
