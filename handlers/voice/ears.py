"""What comes in a live conversation, in order, until the socket is gone."""

from __future__ import annotations

import asyncio
from enum import StrEnum

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from handlers.voice.frames import (
    Digit,
    Frame,
    Interrupt,
    Prompt,
    Setup,
    Strange,
    Trouble,
    read,
)
from handlers.voice.reading import MOST_HEARD

MOST_WAITING = 50
"""Sentences and keys that wait to be taken; nobody speaks faster."""

MOST_TROUBLES = 3
SETUP_SECONDS = 10.0

log = structlog.get_logger()


class Came(StrEnum):
    """What is no word and no key."""

    GONE = "gone"
    SILENCE = "silence"


Event = Prompt | Digit | Came


class Ears:
    """Reads one socket. ``cut``: what is being said is not to be said to its end."""

    def __init__(self, socket: WebSocket) -> None:
        """``socket`` has been accepted."""
        self._socket = socket
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._partial = ""
        self._troubles = 0
        self._interrupted = False
        self.gone = False

    @property
    def cut(self) -> bool:
        """The caller spoke, pressed a key, or has gone, since ``speak`` began."""
        return self._interrupted or self.gone or not self._events.empty()

    def speak(self) -> None:
        """Something new is being said."""
        self._interrupted = False

    async def setup(self) -> str | None:
        """The call that the conversation belongs to, None where none was named in time."""
        try:
            async with asyncio.timeout(SETUP_SECONDS):
                while (frame := await self._frame()) is not None:
                    if isinstance(frame, Setup):
                        return frame.sid
                    _ignored(frame)
        except TimeoutError:
            log.warning("relay_without_setup")
        return None

    async def listen(self) -> None:
        """Take in what comes until the socket is gone; what was said last in part counts, too."""
        while self._troubles < MOST_TROUBLES and (frame := await self._frame()) is not None:
            self._take(frame)
        self.gone = True
        if self._partial:
            self._put(Prompt(self._partial, last=True))
        self._events.put_nowait(Came.GONE)

    async def next(self, seconds: float) -> Event:
        """What came next, or silence for that long."""
        try:
            async with asyncio.timeout(seconds):
                return await self._events.get()
        except TimeoutError:
            return Came.SILENCE

    def rest(self) -> list[Prompt]:
        """The sentences that wait, taken."""
        waiting = [self._events.get_nowait() for _ in range(self._events.qsize())]
        return [event for event in waiting if isinstance(event, Prompt)]

    def _take(self, frame: Frame) -> None:
        match frame:
            case Prompt(last=False):
                self._partial = _joined(self._partial, frame.text)
            case Prompt():
                self._put(Prompt(_joined(self._partial, frame.text), last=True))
                self._partial = ""
            case Digit():
                self._put(frame)
            case Interrupt():
                self._interrupted = True
            case Trouble():
                self._troubles += 1
                log.warning("relay_trouble")
            case _:
                _ignored(frame)

    def _put(self, event: Event) -> None:
        if self._events.qsize() < MOST_WAITING:
            self._events.put_nowait(event)
        else:
            log.warning("relay_message_ignored", kind="too_many")

    async def _frame(self) -> Frame | None:
        if self._socket.client_state is not WebSocketState.CONNECTED:
            return None
        try:
            message = await self._socket.receive()
        except (WebSocketDisconnect, RuntimeError):
            return None
        if message["type"] != "websocket.receive":
            return None
        said = message.get("text")
        return read(said) if isinstance(said, str) else Strange("bytes")


def _joined(before: str, more: str) -> str:
    """Parts of a sentence: some come one by one, others as all that was understood so far."""
    whole = more if more.startswith(before) else f"{before} {more}"
    return whole[:MOST_HEARD]


def _ignored(frame: Frame) -> None:
    kind = frame.kind if isinstance(frame, Strange) else type(frame).__name__.lower()
    log.warning("relay_message_ignored", kind=kind)
