"""Whole calls over the real switchboard: what a caller hears, and what is kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bot.app import App, build
from bot.config import load
from bot.messages import Address
from bot.store.database import Store
from handlers.voice.manner import BASE
from tests.builders import Clock, lines_at
from tests.handlers.twilio.hooks import PUBLIC, TOKEN
from tests.handlers.voice.board import Board
from tests.handlers.voice.site import (
    CALL,
    OURS,
    PERSON,
    RECORDING_URL,
    Line,
    action,
    key_of,
    spoken,
    tags,
)

WHERE = Address("voice", PERSON)


@dataclass
class Call:
    """One call to the wired service."""

    line: Line
    app: App

    async def ring(self) -> ET.Element:
        """It begins."""
        return await self.go(BASE)

    async def go(self, path: str, **fields: str) -> ET.Element:
        """What is answered, after all fillers."""
        root = await self.line.post(path, waiting=path.endswith("/wait"), **dict(fields))
        while "/answer?" in (root[-1].text or ""):
            root = await self.line.post(action(root))
        return root

    async def english(self) -> ET.Element:
        """English is chosen."""
        root = await self.ring()
        return await self.go(action(root), Digits=str(key_of(root, "For English")))

    async def heard(self) -> list[str]:
        """What the caller has said, as it is kept."""
        return [line.text or line.choice or "" for line in await lines_at(self.app, WHERE)
                if line.author == "caller"]  # fmt: skip


@pytest.fixture
async def call(sqlite_store: Store, clock: Clock, tmp_path: Path) -> AsyncIterator[Call]:
    """A call to the service, whose loops run."""
    settings = load(
        data=tmp_path / "var",
        nlu_url=None,
        languages=["ar", "en", "fr"],
        public_url=PUBLIC,
        twilio_account_sid="AC" + "1" * 32,
        twilio_auth_token=TOKEN,
        twilio_voice_from=OURS,
        twilio_api_base="http://127.0.0.1:9",
    )
    app = build(settings, sqlite_store, clock.now)
    async with app.asgi.router.lifespan_context(app.asgi):
        await app.understander.warm()
        yield Call(Line(app.asgi, Board()), app)


async def test_a_call_from_the_languages_to_an_answer(call: Call) -> None:
    root = await call.english()
    assert tags(root) == ["Gather", "Redirect"]
    assert "What you say is written down" in spoken(root)
    assert action(root) == f"{PUBLIC}{BASE}/turn?t=1"
    root = await call.go(action(root), SpeechResult="I want to go home", Confidence="0.9")
    assert tags(root) == ["Gather", "Redirect"]
    assert action(root) == f"{PUBLIC}{BASE}/turn?t=2"
    assert "I want to go home" in await call.heard()


async def test_a_repeat_is_answered_alike_and_kept_once(call: Call) -> None:
    root = await call.english()
    asked = action(root)
    await call.go(asked, SpeechResult="hello", Confidence="0.9")
    first, kept = call.line.document, await call.heard()
    await call.go(asked, SpeechResult="hello", Confidence="0.9")
    assert call.line.document == first
    assert await call.heard() == kept


async def test_silence_leads_to_a_voicemail_that_is_kept(call: Call) -> None:
    root = await call.english()
    while root[-1].tag == "Redirect" and root[-2].tag == "Gather":
        root = await call.go(action(root))
    assert tags(root)[-2:] == ["Record", "Redirect"]
    root = await call.go(action(root), RecordingUrl=RECORDING_URL, RecordingDuration="8")
    assert tags(root)[-1] == "Hangup"
    assert len(await cases(call.app)) == 1


@pytest.mark.parametrize("key", ["0", "9"])
async def test_the_keys_before_the_language_call_people(call: Call, key: str) -> None:
    root = await call.ring()
    root = await call.go(action(root), Digits=key)
    assert tags(root)[-1] in ("Redirect", "Enqueue")
    while root[-2].tag == "Gather":
        root = await call.go(action(root), Digits=key)
    assert root[-2].tag == "Record"
    assert await cases(call.app)


async def test_a_call_that_ended_is_known_as_such(call: Call) -> None:
    await call.english()
    said = {"CallStatus": "completed", "CallDuration": "30", "SequenceNumber": "3"}
    assert (await call.line.answer(f"{BASE}/status", **dict(said))).status == 204
    async with call.app.store.read() as unit:
        kept = await unit.calls.find(CALL)
    assert kept
    assert kept.stage == "ended"


async def cases(app: App) -> list[object]:
    """All cases that wait."""
    async with app.store.read() as unit:
        return list(await unit.cases.queue())
