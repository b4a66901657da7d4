"""The WebSocket of live conversations."""

from __future__ import annotations

import asyncio
import contextlib

import structlog
from fastapi import APIRouter, WebSocket
from starlette.websockets import WebSocketDisconnect

from bot.telephony import Next, Switchboard
from handlers.twilio.hearing import hear_socket
from handlers.twilio.signing import Signatures
from handlers.voice import frames
from handlers.voice.conversing import Conversation
from handlers.voice.ears import Ears
from handlers.voice.frames import Handoff
from handlers.voice.manner import BASE, Manner
from handlers.voice.relaying import Relaying
from handlers.voice.saying import Speech

PATH = f"{BASE}/relay"
END_SECONDS = 5.0
"""How long Twilio may take to hang up the socket after ``end``."""

log = structlog.get_logger()


def relay_routes(
    *, switchboard: Switchboard, speech: Speech, signatures: Signatures, manner: Manner
) -> APIRouter:
    """Where Twilio speaks with us in live conversations; the arguments as for the documents."""
    relaying = Relaying(manner.tongues, speech.addresses)
    router = APIRouter()

    @router.websocket(PATH)
    async def relay(socket: WebSocket) -> None:
        if not hear_socket(socket, PATH, signatures):
            await socket.close()  # before it is accepted: answered with 403
            return
        await socket.accept()
        ears = Ears(socket)
        sid = await ears.setup()
        if sid is not None:
            mouth = _Mouth(socket)
            conversation = Conversation(
                sid, switchboard, speech, relaying, manner, ears, mouth.send
            )
            await _held(conversation, ears, mouth)
        await _closed(socket)

    return router


class _Mouth:
    """Sends messages while the socket is there."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket

    async def send(self, message: str) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await self._socket.send_text(message)


async def _held(conversation: Conversation, ears: Ears, mouth: _Mouth) -> None:
    """The conversation, and how the call goes on."""
    listening = asyncio.create_task(ears.listen())
    try:
        handoff = await _handed_over(conversation)
        if handoff is not None:
            await mouth.send(frames.end(handoff))
            await asyncio.wait([listening], timeout=END_SECONDS)
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def _handed_over(conversation: Conversation) -> Handoff | None:
    try:
        return await conversation.hold()
    except Exception as error:  # noqa: BLE001 - whatever it is, somebody is on the line
        log.error("relay_failed", error=type(error).__name__)
        return Handoff(Next.QUEUE, reason="error")


async def _closed(socket: WebSocket) -> None:
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        await socket.close()
