"""An interruption in the middle of an answer, message by message."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from handlers.twilio.signing import SIGNATURE_HEADER
from tests.handlers.twilio.hooks import TOKEN, signature
from tests.handlers.voice.board import Board, Library, reply
from tests.handlers.voice.live import LIVE, PATH, SOCKET, interrupt, setup, taken
from tests.handlers.voice.site import CALL, application


async def test_after_an_interruption_the_rest_is_not_said(board: Board) -> None:
    """The interruption comes while the second of four sentences is on its way."""
    app = application(board, Library(), LIVE)
    await board.ring(CALL, None)
    board.replies.append(reply("One. Two. Three. Four.", accepts="free"))
    said, coming = [], asyncio.Queue[dict[str, Any]]()
    interrupted, over = asyncio.Event(), asyncio.Event()
    for message in ({"type": "websocket.connect"}, _text(setup())):
        coming.put_nowait(message)

    async def receive() -> dict[str, Any]:
        if said and coming.empty():
            interrupted.set()
        return await coming.get()

    async def send(message: Any) -> None:
        if message["type"] != "websocket.send":
            return
        said.append(taken(message["text"])["token"])
        if len(said) == 2:
            interrupted.clear()
            coming.put_nowait(_text(interrupt()))
            await interrupted.wait()
            coming.put_nowait({"type": "websocket.disconnect", "code": 1000})
            over.set()

    await app(_scope(), receive, send)
    assert over.is_set()
    assert said == ["One. ", "Two. "]


def _text(message: dict[str, Any]) -> dict[str, Any]:
    return {"type": "websocket.receive", "text": json.dumps(message)}


def _scope() -> dict[str, Any]:
    signed = signature(SOCKET + PATH, [], TOKEN).encode()
    return {
        "type": "websocket", "path": PATH, "raw_path": PATH.encode(), "query_string": b"",
        "headers": [(SIGNATURE_HEADER.lower().encode(), signed)], "subprotocols": [],
    }  # fmt: skip
