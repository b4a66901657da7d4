"""The webhooks of calls: every one is answered with a document, whatever happens."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection

import structlog
from fastapi import APIRouter, Request, Response

from bot.errors import AwayError
from bot.telephony import Call, Switchboard
from handlers.twilio.fields import Fields
from handlers.twilio.hearing import hear, not_stored, refused
from handlers.twilio.receiving import XML
from handlers.twilio.signing import Signatures
from handlers.voice.fault import fault
from handlers.voice.leaving import Leaving
from handlers.voice.manner import BASE, Manner
from handlers.voice.opening import Opening
from handlers.voice.reading import Line, line_of, recorded, report_of
from handlers.voice.relayed import Relayed
from handlers.voice.saying import Speech
from handlers.voice.talking import Talk
from handlers.voice.waiting import Waiting

NO_CONTENT = 204
PATIENCE_SECONDS, LAST_SECONDS = 9.0, 4.0
"""How long a document may take to make, and then one that calls a person: Twilio itself waits for
fifteen seconds. Only a machine that has far too much to do takes as long."""

Handler = Callable[[Line, Call, Fields], Awaitable[str]]

log = structlog.get_logger()


def routes(
    *,
    switchboard: Switchboard,
    speech: Speech,
    signatures: Signatures,
    manner: Manner,
    own: Collection[str],
    is_open: Callable[[], bool],
    emergency: str | None,
) -> APIRouter:
    """The caller's side of calls. ``speech`` says things in the tongues of ``manner``. ``own`` are
    the numbers that we call and write from; ``is_open`` says whether people are at work now;
    ``emergency`` is the number that helps at once, None where none may be told."""
    talk = Talk(switchboard, speech, manner, is_open)
    opening = Opening(switchboard, talk, manner)
    waiting = Waiting(switchboard, talk, manner)
    leaving = Leaving(switchboard, talk)
    broken = fault(manner.tongues, manner.order, emergency)
    door = _Door(switchboard, talk, opening, leaving, own, broken)
    router = APIRouter(include_in_schema=False)
    documents: dict[str, Handler] = {
        "": opening.ring,
        "/language": opening.language,
        "/languages": opening.languages,
        "/turn": talk.turn,
        "/answer": talk.answer,
        "/recorded": talk.recorded,
        "/queue": waiting.queue,
        "/wait": waiting.wait,
        "/queued": waiting.queued,
        "/voicemail": leaving.voicemail,
        "/left": leaving.left,
        "/goodbye": leaving.goodbye,
        "/relayed": Relayed(switchboard, talk).relayed,
    }
    for name, handler in documents.items():
        path = BASE + name
        router.add_api_route(path, _document(path, handler, door, signatures), methods=["POST"])

    @router.post(f"{BASE}/recording")
    async def post_recording(request: Request) -> Response:
        fields = await hear(request, f"{BASE}/recording", signatures)
        line = fields and line_of(fields, own)
        if fields is None:
            return refused()
        return await _stored("recording", leaving.recording(line, fields)) if line else _done()

    @router.post(f"{BASE}/status")
    async def post_status(request: Request) -> Response:
        fields = await hear(request, f"{BASE}/status", signatures)
        if fields is None:
            return refused()
        report = report_of(fields)
        return await _stored("call_report", switchboard.reported(report)) if report else _done()

    return router


class _Door:
    """Finds the call, has its document made, and has an answer where that fails."""

    def __init__(
        self,
        switchboard: Switchboard,
        talk: Talk,
        opening: Opening,
        leaving: Leaving,
        own: Collection[str],
        fault_document: str,
    ) -> None:
        self._switchboard = switchboard
        self._talk = talk
        self._opening = opening
        self._leaving = leaving
        self._own = own
        self._fault = fault_document

    async def answer(self, path: str, handler: Handler, fields: Fields) -> str:
        line = line_of(fields, self._own)
        if line is None:
            log.warning("call_ignored", path=path, reason="no_call")
            return self._fault
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._handled(line, handler, fields)
        except AwayError:
            log.error("call_not_answered", path=path, error="AwayError")
            return self._fault
        except Exception as error:  # noqa: BLE001 - whatever it is, somebody is on the line
            log.error("call_not_answered", path=path, error=type(error).__name__)
        return await self._given_up(line, path)

    async def _handled(self, line: Line, handler: Handler, fields: Fields) -> str:
        call = await self._switchboard.find(line.sid)
        if call is None:
            # Nobody knows it, as after a move to another database: it begins anew, and what was
            # recorded is a message.
            call = await self._switchboard.ring(line.sid, line.number, line.purpose)
            handler = self._leaving.left if recorded(fields) else self._opening.ring
        return await handler(line, call, fields)

    async def _given_up(self, line: Line, path: str) -> str:
        try:
            async with asyncio.timeout(LAST_SECONDS):
                return await self._talk.give_up(line, "error")
        except Exception as error:  # noqa: BLE001 - whatever it is, somebody is on the line
            log.error("call_not_given_up", path=path, error=type(error).__name__)
            return self._fault


def _document(
    path: str, handler: Handler, door: _Door, signatures: Signatures
) -> Callable[[Request], Awaitable[Response]]:
    async def post(request: Request) -> Response:
        fields = await hear(request, path, signatures)
        if fields is None:
            return refused()
        return Response(await door.answer(path, handler, fields), media_type=XML)

    return post


async def _stored(what: str, work: Awaitable[object]) -> Response:
    """Nothing to hear: 204 when it is stored, else Twilio is to come again."""
    try:
        await work
    except Exception as error:  # noqa: BLE001 - whatever it is, it must come again
        log.error(f"{what}_not_stored", error=type(error).__name__)
        return not_stored()
    return _done()


def _done() -> Response:
    return Response(status_code=NO_CONTENT)
