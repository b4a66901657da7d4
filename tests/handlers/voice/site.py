"""The webhooks of calls as an application, and one call that a test goes through."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from fastapi import FastAPI
from starlette.types import ASGIApp, Message

from bot.config_voice import TONGUES
from bot.telephony import Recordings, Switchboard
from flows.engine import Engine
from flows.turn import Context
from handlers.twilio.signing import SIGNATURE_HEADER, Signatures
from handlers.voice.door import routes
from handlers.voice.manner import BASE, Addresses, Manner
from handlers.voice.relay import relay_routes
from handlers.voice.saying import Speech
from tests.builders import MONDAY_MORNING
from tests.handlers.twilio.hooks import FORM, PUBLIC, TOKEN, Answer, signature
from tests.handlers.voice.board import Board, Library
from tests.handlers.voice.twiml import checked

OURS, PERSON = "+38344000001", "+38344123456"
CALL, RECORDING = "CA" + "0c" * 16, "RE" + "0d" * 16
RECORDING_URL = f"https://api.twilio.com/2010-04-01/Accounts/AC{'1' * 32}/Recordings/{RECORDING}"
ORDER = ("ar", "fa", "ps", "ur", "en", "fr", "tr", "sq", "sr", "es")
MANNER = Manner(order=ORDER, opening=("en", "ar", "fa"), tongues=TONGUES)

CONTEXT = Context(
    form="spoken",
    open_now=True,
    opens_at=None,
    now=MONDAY_MORNING,
    owner="bot",
    case_number=None,
    contacts={"emergency": "112"},
    degraded=False,
    noticed=True,
    consented=False,
    channel="voice",
)


@cache
def _engine() -> Engine:
    return Engine.load()


def phrases(key: str, language: str, **params: object) -> str:
    """The sentences of the phone as the flows have them."""
    return _engine().say(key, language, CONTEXT, **params).text


def speech(recordings: Recordings, manner: Manner = MANNER) -> Speech:
    """The door's way of saying things."""
    return Speech(manner.tongues, phrases, recordings, Addresses(PUBLIC))


@dataclass
class Line:
    """One call; ``post`` goes to an address as Twilio does, ``document`` is the last answer."""

    app: ASGIApp
    board: Board
    fields: dict[str, str] = field(
        default_factory=lambda: {
            "CallSid": CALL, "From": PERSON, "To": OURS, "CallStatus": "ringing",
            "Direction": "inbound", "AccountSid": "AC" + "1" * 32, "ApiVersion": "2010-04-01",
        }
    )  # fmt: skip
    document: str = ""

    async def answer(self, path: str, token: str = TOKEN, **fields: Any) -> Answer:
        """What is answered to a signed form at a path or an address of ours."""
        target = path.removeprefix(PUBLIC)
        pairs = list((self.fields | fields).items())
        headers = {
            SIGNATURE_HEADER: signature(PUBLIC + target, pairs, token),
            "Content-Type": FORM,
        }
        return await _asked(self.app, target, urlencode(pairs).encode(), headers)

    async def post(self, path: str, *, waiting: bool = False, **fields: Any) -> ET.Element:
        """The document that is answered: a valid one, always."""
        given = await self.answer(path, **fields)
        assert (given.status, given.type) == (200, "text/xml")
        self.document = given.text
        return checked(given.text, waiting=waiting)

    async def ring(self) -> ET.Element:
        """The call begins."""
        return await self.post(BASE)

    async def choose(self, first: Any, **more: Any) -> ET.Element:
        """The call begins and English is chosen; the first reply is ``first``."""
        self.board.replies.append(replace(first, **more))
        root = await self.ring()
        while "For English" not in spoken(root):
            root = await self.post(action(root))
        return await self.post(action(root), Digits=str(key_of(root, "For English")))


async def _asked(app: ASGIApp, target: str, body: bytes, headers: dict[str, str]) -> Answer:
    """What the application answers to a POST, without a connection."""
    path, _, query = target.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    kind = dict(sent[0]["headers"]).get(b"content-type", b"").decode().partition(";")[0]
    text = b"".join(m.get("body", b"") for m in sent[1:]).decode()
    return Answer(sent[0]["status"], kind, text)


def action(root: ET.Element) -> str:
    """Where the document goes on by itself."""
    last = root[-1]
    found = last.text if last.tag == "Redirect" else last.get("action")
    assert found, f"<{last.tag}> leads nowhere"
    return found


def spoken(root: ET.Element) -> str:
    """All that is said, in order, recordings as their ids."""
    parts = [e.text or "" for e in root.iter() if e.tag in ("Say", "Play")]
    return " | ".join(part.rpartition("/")[2] for part in parts)


def tags(root: ET.Element) -> list[str]:
    """The verbs of a document."""
    return [element.tag for element in root]


def key_of(root: ET.Element, words: str) -> int:
    """The key that is told behind these words."""
    parts = [e.text or "" for e in root.iter("Say")]
    return int(parts[parts.index(words) + 1].split()[-1])


def application(
    board: Board | Switchboard, recordings: Recordings, manner: Manner, *, is_open: bool = True
) -> FastAPI:
    """The door over this switchboard, with its sockets."""
    app = FastAPI()
    says, signed = speech(recordings, manner), Signatures(PUBLIC, [TOKEN])
    app.include_router(
        routes(
            switchboard=board,
            speech=says,
            signatures=signed,
            manner=manner,
            own=[OURS],
            is_open=lambda: is_open,
            emergency="112",
        )
    )
    app.include_router(
        relay_routes(switchboard=board, speech=says, signatures=signed, manner=manner)
    )
    return app


@asynccontextmanager
async def serving(
    board: Board | Switchboard,
    *,
    recordings: Recordings | None = None,
    manner: Manner = MANNER,
    is_open: bool = True,
) -> AsyncIterator[Line]:
    """The door over this switchboard."""
    app = application(board, recordings or Library(), manner, is_open=is_open)
    yield Line(app, board if isinstance(board, Board) else Board())
