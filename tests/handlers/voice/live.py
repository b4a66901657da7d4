"""Twilio's side of a live conversation, with the messages that its pages describe."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp
from yarl import URL

from bot.config_voice import TONGUES, Tongue
from handlers.twilio.signing import SIGNATURE_HEADER
from handlers.voice.manner import Manner
from tests.handlers.twilio.hooks import PUBLIC, TOKEN, signature
from tests.handlers.voice.board import Board, Library
from tests.handlers.voice.site import CALL, MANNER, OURS, PERSON, Line, application
from tests.handlers.webchat.service import Service as WebServer

SOCKET = PUBLIC.replace("https", "wss")
PATH = "/twilio/voice/relay"
SHAPES: dict[str, tuple[dict[str, type], dict[str, type]]] = {
    "text": ({"token": str, "last": bool}, {"lang": str, "interruptible": bool}),
    "language": ({}, {"ttsLanguage": str, "transcriptionLanguage": str}),
    "end": ({}, {"handoffData": str}),
}
"""What Twilio takes: what has to be there and what may be."""


def live(*languages: str) -> dict[str, Tongue]:
    """The tongues of the settings, with conversations in these languages."""
    return TONGUES | {code: TONGUES[code].model_copy(update={"live": True}) for code in languages}


MANY_SECONDS = 600
LIVE = replace(MANNER, tongues=live("en", "fr"), listen_seconds=MANY_SECONDS)
"""Nobody is silent for so long while a test runs."""


def setup(sid: str = CALL) -> dict[str, Any]:
    """The first message."""
    return {
        "type": "setup", "sessionId": "VX" + "1" * 32, "accountSid": "AC" + "1" * 32,
        "parentCallSid": "", "callSid": sid, "from": PERSON, "to": OURS, "forwardedFrom": "",
        "callType": "PSTN", "callerName": "", "direction": "inbound", "callStatus": "IN_PROGRESS",
        "customParameters": {},
    }  # fmt: skip


def prompt(words: str, *, last: bool = True) -> dict[str, Any]:
    """The caller spoke."""
    return {"type": "prompt", "voicePrompt": words, "lang": "en-GB", "last": last}


def interrupt() -> dict[str, Any]:
    """The caller spoke over our words."""
    return {"type": "interrupt", "utteranceUntilInterrupt": "a", "durationUntilInterruptMs": 460}


def taken(said: str) -> dict[str, Any]:
    """A message of ours as Twilio takes it; fails for one that it would not."""
    message: dict[str, Any] = json.loads(said)
    needed, possible = SHAPES[message["type"]]
    given = {key: type(value) for key, value in message.items() if key != "type"}
    assert needed.items() <= given.items() <= (needed | possible).items(), message
    return message


@dataclass
class Relay:
    """One socket."""

    socket: aiohttp.ClientWebSocketResponse

    async def send(self, *messages: dict[str, Any] | str | bytes) -> None:
        """Messages of Twilio's, or anything."""
        for message in messages:
            if isinstance(message, bytes):
                await self.socket.send_bytes(message)
            else:
                text = message if isinstance(message, str) else json.dumps(message)
                await self.socket.send_str(text)

    async def press(self, keys: str) -> None:
        """One key after the other."""
        await self.send(*({"type": "dtmf", "digit": key} for key in keys))

    async def heard(self) -> list[dict[str, Any]]:
        """What we say, to the end of one answer, or of the conversation."""
        messages = []
        async for message in self.socket:
            assert message.type is aiohttp.WSMsgType.TEXT
            messages.append(taken(message.data))
            if messages[-1]["type"] == "end" or messages[-1].get("last"):
                return messages
        return [*messages, {"type": "closed"}]

    async def said(self) -> str:
        """The words of one answer."""
        messages = await self.heard()
        assert messages[-1]["type"] == "text", messages[-1]["type"]
        return words(messages)

    async def ended(self) -> dict[str, Any]:
        """What the conversation ends with; the socket is closed."""
        while (last := (await self.heard())[-1])["type"] == "text":
            pass
        await self.socket.close()
        return dict(json.loads(last["handoffData"])) if last["type"] == "end" else {}


def words(messages: list[dict[str, Any]]) -> str:
    """All the words in these messages."""
    return "".join(message.get("token", "") for message in messages).strip()


@asynccontextmanager
async def calling(
    http: aiohttp.ClientSession,
    url: str,
    *,
    path: str = PATH,
    signed: str = SOCKET,
    token: str = TOKEN,
    header: str = SIGNATURE_HEADER,
) -> AsyncIterator[Relay]:
    """A socket that Twilio opens; ``signed`` is the address up to the path."""
    headers = {header: signature(signed + path, [], token)}
    async with http.ws_connect(URL(url + path, encoded=True), headers=headers) as socket:
        yield Relay(socket)


@dataclass
class LiveLine(Line):
    """A call over a real server: sockets need one."""

    url: str = field(kw_only=True)
    http: aiohttp.ClientSession = field(kw_only=True)


@asynccontextmanager
async def serving(board: Board, *, manner: Manner) -> AsyncIterator[LiveLine]:
    """The door over this switchboard, with its sockets."""
    app = application(board, Library(), manner)
    server = WebServer(app, sockets=True)
    await server.start()
    try:
        async with aiohttp.ClientSession() as http:
            yield LiveLine(app, board, url=server.url, http=http)
    finally:
        await server.stop()
