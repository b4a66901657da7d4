"""The operators' side of the phone: calls that we make, and what they fetch. All of it is signed.

Whoever answers a call of ours presses a key before they hear anything that is not for everybody.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

import structlog
from fastapi import APIRouter, Request, Response
from twilio.twiml.voice_response import Gather, VoiceResponse

from bot.telephony import CallReport, Duties, Patchboard
from handlers.twilio.fields import Fields
from handlers.twilio.hearing import hear, not_stored, refused
from handlers.twilio.reading import SID
from handlers.twilio.signing import Signatures
from handlers.voice.manner import BASE, ENGLISH, Addresses
from handlers.voice.patches import (
    POST,
    asking,
    card_words,
    put_through,
    room,
    silent_end,
    through,
)
from handlers.voice.reading import by_machine, report_of

XML = "text/xml"
NO_CONTENT = 204
TAKE = "1"
HUNG_UP = "completed"

OVER = "This call is not needed any more. Goodbye."
LEFT = "You have not taken the call. Goodbye."
GONE = "Somebody else has taken this case, or the caller has gone. Goodbye."
ENDED = "The call has ended. Goodbye."
INVITED = "A colleague asks you to join a call. Press 1 to join it."
NOT_JOINED = "You cannot be put through at the moment. Goodbye."
DUTY = "An urgent case waits. Press 1 to accept it."
ACCEPTED = "Thank you. You have accepted it. Please open the console now. Goodbye."
TAKEN = "Somebody has accepted it already. Goodbye."
BROKEN = "Something does not work at the moment. Please look into the console. Goodbye."

Verb = VoiceResponse | Gather
Words = Callable[[str], str]
Report = Callable[[CallReport], Awaitable[bool]]

log = structlog.get_logger()


class Mouth(Protocol):
    """How a document is made to say something."""

    async def phrase(self, verb: Verb, key: str, language: str) -> None:
        """A sentence of the phone itself (``voice.*``), in English where nobody can say it."""
        ...

    async def english(self, verb: Verb, words: str) -> None:
        """Words to a colleague."""
        ...


@dataclass(frozen=True, slots=True)
class Side:
    """What the operators' side is given. ``topic`` and ``language`` name codes in English;
    ``report`` takes the reports of calls that are the switchboard's by then."""

    patchboard: Patchboard
    duties: Duties
    mouth: Mouth
    report: Report
    urls: Addresses
    number: str
    topic: Words
    language: Words


Page = Callable[[Fields], Awaitable[str]]


def agent_routes(side: Side, signatures: Signatures) -> APIRouter:
    """All addresses of this side."""
    router = APIRouter(include_in_schema=False)
    pages = _Pages(side)
    for name, page in pages.table().items():
        router.add_api_route(
            f"{BASE}/{name}", _signed(name, page, pages, signatures), methods=[POST]
        )
    for name, note in pages.notes().items():
        router.add_api_route(f"{BASE}/{name}", _noted(name, note, signatures), methods=[POST])
    return router


def _signed(
    name: str, page: Page, pages: _Pages, signatures: Signatures
) -> Callable[[Request], Awaitable[Response]]:
    async def post(request: Request) -> Response:
        fields = await hear(request, f"{BASE}/{name}", signatures)
        if fields is None:
            return refused()
        try:
            text = await page(fields)
        except Exception as error:  # noqa: BLE001 - whatever it is, somebody is on the phone
            log.error("call_failed", path=name, error=type(error).__name__)
            text = await pages.broken(name)
        return Response(text, media_type=XML)

    return post


def _noted(
    name: str, note: Callable[[Fields], Awaitable[None]], signatures: Signatures
) -> Callable[[Request], Awaitable[Response]]:
    async def post(request: Request) -> Response:
        fields = await hear(request, f"{BASE}/{name}", signatures)
        if fields is None:
            return refused()
        try:
            await note(fields)
        except Exception as error:  # noqa: BLE001 - whatever it is, it must come again
            log.error("report_not_stored", error=type(error).__name__)
            return not_stored()
        return Response(status_code=NO_CONTENT)

    return post


class _Pages:
    """One method for each document."""

    def __init__(self, side: Side) -> None:
        self._side = side
        self._board = side.patchboard
        self._mouth = side.mouth
        self._urls = side.urls

    def table(self) -> dict[str, Page]:
        """The documents by their address."""
        return {
            "agent": self.agent,
            "agent/key": self.agent_key,
            "agent/met": self.agent_met,
            "agent/after": self.agent_after,
            "screen": self.screen,
            "screen/key": self.screen_key,
            "join": self.join,
            "join/key": self.join_key,
            "room": self.room,
            "room/left": self.room_left,
            "callback": self.callback,
            "callback/key": self.callback_key,
            "duty": self.duty,
            "duty/key": self.duty_key,
        }

    def notes(self) -> dict[str, Callable[[Fields], Awaitable[None]]]:
        """What is only noted, by its address."""
        return {"dialled": self.dialled, "screen/machine": self.machine}

    async def agent(self, fields: Fields) -> str:
        """An operator's phone was answered, by whomever."""
        card = await self._board.answered(_call(fields), _sid(fields))
        if card is None:
            return await self._bye(OVER)
        response, gather = asking(self._urls.of("agent/key", c=_call(fields)))
        words = card_words(
            card, self._side.topic(card.topic), self._side.language(card.language or ENGLISH)
        )
        await self._mouth.english(gather, words)
        return str(response)

    async def agent_key(self, fields: Fields) -> str:
        """Without the key nothing is put through: an operator's voicemail has no finger."""
        if fields.word("Digits") != TAKE:
            await self._board.left(_call(fields))
            return await self._bye(LEFT)
        patch = await self._board.took(_call(fields))
        if patch is None:
            return await self._bye(GONE)
        return put_through(patch, self._urls, _call(fields), self._side.number)

    async def agent_met(self, fields: Fields) -> str:
        """Whoever waited in the queue is put through."""
        await self._board.met(_call(fields))
        return through()

    async def agent_after(self, fields: Fields) -> str:
        """The operator hears nobody any more."""
        patch = await self._board.after(_call(fields), fields.word("DialCallStatus"))
        if patch is None:
            return await self._bye(ENDED)
        return put_through(patch, self._urls, _call(fields), self._side.number)

    async def screen(self, fields: Fields) -> str:
        """Somebody answered whom an operator calls: nothing that tells who calls, or why."""
        language = await self._board.screened(_call(fields), _sid(fields))
        if language is None:
            return silent_end()
        response, gather = asking(self._urls.of("screen/key", c=_call(fields)))
        await self._mouth.phrase(gather, "screen", language or ENGLISH)
        return str(response)

    async def screen_key(self, fields: Fields) -> str:
        """The end of this document is where the two hear each other."""
        if fields.word("Digits") == TAKE and await self._board.agreed(_call(fields)):
            return through()
        await self._board.refused(_call(fields), by_machine=False)
        return silent_end()

    async def join(self, fields: Fields) -> str:
        """A third one answered."""
        if not await self._board.invited(_call(fields), _sid(fields)):
            return await self._bye(OVER)
        response, gather = asking(self._urls.of("join/key", c=_call(fields)))
        await self._mouth.english(gather, INVITED)
        return str(response)

    async def join_key(self, fields: Fields) -> str:
        """The third one comes in, or not."""
        call_id = _call(fields)
        if fields.word("Digits") != TAKE:
            await self._board.refused(call_id, by_machine=False)
            return await self._bye(LEFT)
        name = await self._board.joined(call_id)
        if name is None:
            return await self._bye(NOT_JOINED)
        return room(name, self._urls, call_id, is_person=False)

    async def room(self, fields: Fields) -> str:
        """The person comes into the room of an operator's call."""
        return room(_call(fields), self._urls, _call(fields), is_person=_is_person(fields))

    async def room_left(self, fields: Fields) -> str:
        """Somebody has left the room, or it was closed."""
        is_person = _is_person(fields)
        language = await self._board.parted(
            _call(fields),
            is_person=is_person,
            on_phone=fields.word("CallStatus").lower() != HUNG_UP,
        )
        return await (self._goodbye(language or ENGLISH) if is_person else self._bye(ENDED))

    async def callback(self, fields: Fields) -> str:
        """Somebody whom we call back answered; nothing is said to a machine."""
        language = await self._board.called_back(
            _call(fields), _sid(fields), by_machine=by_machine(fields)
        )
        if language is None:
            return silent_end()
        response, gather = asking(self._urls.of("callback/key", c=_call(fields)))
        await self._mouth.phrase(gather, "callback_hello", language or ENGLISH)
        return str(response)

    async def callback_key(self, fields: Fields) -> str:
        """With the key it is a call like any other, without it nothing is said."""
        if fields.word("Digits") == TAKE and await self._board.came(_call(fields)):
            response = VoiceResponse()
            response.redirect(self._urls.of(c=_call(fields)), method=POST)
            return str(response)
        await self._board.stayed_away(_call(fields))
        return silent_end()

    async def duty(self, fields: Fields) -> str:
        """Somebody on duty answered."""
        duty_id, place = _duty(fields)
        if not await self._side.duties.wanted(duty_id):
            return await self._bye(TAKEN)
        response, gather = asking(self._urls.of("duty/key", d=duty_id, p=place))
        await self._mouth.english(gather, DUTY)
        return str(response)

    async def duty_key(self, fields: Fields) -> str:
        """They accept, or the next one is told."""
        if fields.word("Digits") != TAKE:
            return await self._bye(LEFT)
        duty_id, place = _duty(fields)
        accepted = await self._side.duties.accepted(duty_id, place)
        return await self._bye(ACCEPTED if accepted else TAKEN)

    async def dialled(self, fields: Fields) -> None:
        """How far a call of ours has come. Calls to people on duty are noted by their key."""
        if not fields.asked.get("c"):
            return
        found = report_of(fields)
        if found and not await self._board.reported(_call(fields), found):
            await self._side.report(found)

    async def machine(self, fields: Fields) -> None:
        """Twilio listened to who answered."""
        if by_machine(fields):
            await self._board.refused(_call(fields), by_machine=True)

    async def broken(self, name: str) -> str:
        """The same for whoever is on the phone: nothing where it may be a stranger."""
        if name.startswith(("screen", "callback")):
            return silent_end()
        return await self._bye(BROKEN)

    async def _bye(self, words: str) -> str:
        response = VoiceResponse()
        await self._mouth.english(response, words)
        response.hangup()
        return str(response)

    async def _goodbye(self, language: str) -> str:
        response = VoiceResponse()
        await self._mouth.phrase(response, "goodbye", language)
        response.hangup()
        return str(response)


def _call(fields: Fields) -> str:
    return fields.asked.get("c", "")[:36]


def _sid(fields: Fields) -> str:
    sid = fields.word("CallSid")
    return sid if SID.fullmatch(sid) else ""


def _duty(fields: Fields) -> tuple[str, int]:
    place = fields.asked.get("p", "")
    return fields.asked.get("d", "")[:36], int(place) if place.isdecimal() else 0


def _is_person(fields: Fields) -> bool:
    return fields.asked.get("w") == "1"
