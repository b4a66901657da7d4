"""Whole live conversations on the real spine: webhooks, a socket, and the call afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from pydantic import ValidationError

from bot.app import build
from bot.config import Settings, load
from bot.config_voice import Tongue
from bot.store.database import Store
from tests.bot.switchboard.calling import KEYS, Phone
from tests.builders import Clock
from tests.handlers.twilio.hooks import PUBLIC
from tests.handlers.voice.board import Board
from tests.handlers.voice.live import LiveLine, Relay, calling, live, prompt, setup
from tests.handlers.voice.site import CALL, PERSON, action, key_of, spoken, tags
from tests.handlers.voice.twiml import ET
from tests.handlers.webchat.service import Service

TOKEN = "the-primary-token-of-a-test"


@pytest.fixture
async def phone(sqlite_store: Store, settings: Settings, clock: Clock) -> Phone:
    """A service whose English and French are live."""
    tongues = {code: tongue.model_dump() for code, tongue in live("en", "fr").items()}
    voice = {"tongues": tongues, "listen_seconds": 30}
    keys = KEYS | {"public_url": PUBLIC, "twilio_auth_token": TOKEN, "voice": voice}
    app = build(load(data=settings.data, nlu_url=None, **keys), sqlite_store, clock.now)
    return Phone(app, clock, PERSON, sid=CALL)


@pytest.fixture
async def line(phone: Phone) -> AsyncIterator[LiveLine]:
    """A call to it."""
    server = Service(phone.app.asgi, sockets=True)
    await server.start()
    async with aiohttp.ClientSession() as http:
        await phone.board.ring("CA" + "9" * 32, None)  # what is read but once has been read
        async with http.get(f"{server.url}/health") as ready:
            assert ready.status
        yield LiveLine(phone.app.asgi, Board(), url=server.url, http=http)
    await server.stop()


async def connected(line: LiveLine, language: str = "For English") -> ET.Element:
    """The document that begins a conversation."""
    root = await line.post("/twilio/voice")
    while language not in spoken(root):
        root = await line.post(action(root))
    root = await line.post(action(root), Digits=str(key_of(root, language)))
    return await answered(line, root)


async def answered(line: LiveLine, root: ET.Element) -> ET.Element:
    """The document after the fillers."""
    while "/answer" in action(root):
        root = await line.post(action(root))
    return root


async def said(relay: Relay, words: str) -> str:
    """The answer in which these words are."""
    whole = ""
    while words not in whole:
        whole = await relay.said()
        assert whole, f"{words!r} was not said"
    return whole


async def test_a_call_from_the_greeting_to_a_message(line: LiveLine, phone: Phone) -> None:
    root = await connected(line)
    assert tags(root) == ["Connect"]
    async with calling(line.http, line.url) as relay:
        await relay.send(setup())
        first = await relay.said()
        assert "press 1" in first
        await relay.send(prompt("how long does it take to go home"))
        await said(relay, ".")
        await relay.press("0")
        handoff = await relay.ended()
    assert handoff == {"next": "voicemail", "turn": 2}
    root = await line.post(action(root), HandoffData='{"next":"voicemail","turn":2}')
    assert "Record" in tags(await answered(line, root))
    lines = await phone.lines()
    heard = [one for one in lines if one.direction == "in"]
    assert heard[1].text == "how long does it take to go home"
    assert any(one.text_key == "answer.avrr_duration" for one in lines)
    assert [case.state for case in await phone.cases()] == ["queued"]


async def test_danger_leads_to_a_person_at_once(line: LiveLine, phone: Phone) -> None:
    root = await connected(line)
    async with calling(line.http, line.url) as relay:
        await relay.send(setup())
        await relay.said()
        await relay.send(prompt("my husband beats me"))
        handoff = await relay.ended()
    assert handoff["next"] == "voicemail"
    root = await line.post(action(root), HandoffData='{"next":"voicemail","turn":1}')
    assert "Record" in tags(root)
    assert [case.priority for case in await phone.cases()] == ["P1"]


async def test_a_call_whose_socket_broke_off_goes_on(line: LiveLine, phone: Phone) -> None:
    """What was said before is kept, and the next question is a conversation again."""
    root = await connected(line)
    async with calling(line.http, line.url) as relay:
        await relay.send(setup())
        await relay.said()
        await relay.send(prompt("how long does it take to go home"))
        await said(relay, ".")
    root = await answered(line, await line.post(action(root), SessionStatus="failed"))
    assert tags(root) == ["Gather", "Redirect"]
    root = await answered(line, await line.post(action(root), Digits="8"))
    assert tags(root) == ["Connect"]
    assert "f=1" in action(root)
    heard = [one.text for one in await phone.lines() if one.direction == "in"]
    assert heard.count("how long does it take to go home") == 1


async def test_a_socket_of_no_call_is_sent_away(line: LiveLine) -> None:
    async with calling(line.http, line.url) as relay:
        await relay.send(setup())
        assert await relay.ended() == {"next": "queue", "reason": "error"}
    root = await line.post(
        "/twilio/voice/relayed", HandoffData='{"next":"queue","reason":"error"}'
    )
    assert tags(root)[0] == "Gather"


async def test_without_a_signature_there_is_no_socket(line: LiveLine) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError):
        async with calling(line.http, line.url, token="another"):
            pass


@pytest.mark.parametrize(
    "tongue",
    [{}, {"say": "alice", "locale": "en-GB", "hear": "en-GB"},
     {"say": "Polly.Amy-Neural", "locale": "en-GB"}, {"say": "Polly.Amy-Neural", "hear": "en-GB"}],
)  # fmt: skip
def test_only_what_can_be_said_and_heard_is_live(tongue: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="live needs"):
        Tongue(**tongue, live=True)
