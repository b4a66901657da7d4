"""The REST calls about phone calls: create and steer them, conferences, recordings."""

from __future__ import annotations

import re
from typing import Any

from aiohttp import web

from bot.bench.twilio.double.hooks import HOSTS, Hook
from bot.bench.twilio.double.messages import VERSION
from bot.bench.twilio.double.phone.document import Verb
from bot.bench.twilio.double.phone.exchange import Exchange
from bot.bench.twilio.double.phone.leg import Leg
from bot.bench.twilio.double.phone.rooms import Room
from bot.bench.twilio.double.phone.signals import GoTo, HungUp, Over, Steered
from bot.bench.twilio.double.refusals import RefusedError
from bot.bench.twilio.double.server import Asked, Route

E164 = re.compile(r"\+[1-9]\d{6,14}")
DIAL, STEER, INVITE = "calls.create", "calls.update", "participants.create"
DEEDS = frozenset({DIAL, STEER, INVITE})
MOST_INLINE = 4000


def routes(exchange: Exchange) -> list[Route]:
    """Verb, path, name and deed of each."""
    rest, account = _Rest(exchange), f"/{VERSION}/Accounts/{{account}}"
    call, room = f"{account}/Calls/{{sid}}.json", f"{account}/Conferences/{{sid}}"
    recording = f"{account}/Recordings/{{sid}}"
    return [
        ("POST", f"{account}/Calls.json", DIAL, rest.dial),
        ("GET", call, "calls.fetch", rest.fetch),
        ("POST", call, STEER, rest.steer),
        ("GET", f"{account}/Conferences.json", "conferences.list", rest.rooms),
        ("POST", f"{room}.json", "conferences.update", rest.end_room),
        ("POST", f"{room}/Participants.json", INVITE, rest.invite),
        ("POST", f"{room}/Participants/{{call}}.json", "participants.update", rest.change),
        ("DELETE", f"{room}/Participants/{{call}}.json", "participants.delete", rest.remove),
        ("DELETE", f"{recording}.json", "recordings.delete", rest.delete),
        ("DELETE", recording, "recordings.delete", rest.delete),
        ("GET", f"{recording}.json", "recordings.fetch", rest.describe),
        ("GET", recording, "recordings.content", rest.content),
    ]


class _Rest:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def dial(self, asked: Asked) -> web.Response:
        """Call somebody."""
        leg = self._leg(asked)
        leg.first = _where(asked)
        if not leg.first:
            raise RefusedError(21205, asked.given.get("Url", ""))
        self._exchange.call_out(leg)
        return web.json_response(_call(self._exchange, leg), status=201)

    async def fetch(self, asked: Asked) -> web.Response:
        """One call."""
        return web.json_response(_call(self._exchange, self._known(asked.names["sid"], asked)))

    async def steer(self, asked: Asked) -> web.Response:
        """End a call, or send it to another document."""
        leg = self._known(asked.names["sid"], asked)
        if leg.ended:
            raise RefusedError(21220, leg.sid)
        status, where = asked.given.get("Status"), _where(asked)
        if status in ("completed", "canceled"):
            leg.signal(HungUp("rest"))
        elif where:
            leg.signal(Steered(where))
        else:
            raise RefusedError(20001, "Url")
        return web.json_response(_call(self._exchange, leg))

    async def rooms(self, asked: Asked) -> web.Response:
        """Those of a name and a status."""
        names = {"FriendlyName": "friendly_name", "Status": "status"}
        wanted = {names[key]: value for key, value in asked.query.items() if key in names}
        found = [room.to_json() for room in self._exchange.rooms.values()]
        fits = [one for one in found if wanted.items() <= one.items()]
        return web.json_response({"conferences": fits, "page": 0, "page_size": 50, "uri": ""})

    async def end_room(self, asked: Asked) -> web.Response:
        """Everybody is out."""
        room = self._room(asked)
        if asked.given.get("Status") != "completed":
            raise RefusedError(20001, "Status")
        room.close(self._exchange.legs)
        return web.json_response(room.to_json())

    async def invite(self, asked: Asked) -> web.Response:
        """Call somebody into a room, which may be new; no document is asked for."""
        leg = self._leg(asked)
        room = self._exchange.room(asked.names["sid"])
        given = asked.given
        conference = {
            "endConferenceOnExit": given.get("EndConferenceOnExit", "false"),
            "startConferenceOnEnter": given.get("StartConferenceOnEnter", "true"),
            "statusCallback": given.get("ConferenceStatusCallback", ""),
            "statusCallbackEvent": given.get("ConferenceStatusCallbackEvent", ""),
        }
        leg.joins = Verb("Conference", conference, room.name)
        self._exchange.call_out(leg)
        return web.json_response(room.participant(leg.sid), status=201)

    async def change(self, asked: Asked) -> web.Response:
        """Mute somebody, or let them hear music."""
        room, sid = self._inside(asked)
        for name, those in (("Muted", room.muted), ("Hold", room.held)):
            if name in asked.given:
                (those.add if asked.given[name].lower() == "true" else those.discard)(sid)
        return web.json_response(room.participant(sid))

    async def remove(self, asked: Asked) -> web.Response:
        """Somebody is out."""
        _, sid = self._inside(asked)
        self._exchange.legs[sid].signal(Over())
        return web.Response(status=204)

    async def describe(self, asked: Asked) -> web.Response:
        """One recording, without its sound."""
        recordings, sid = self._exchange.recordings, asked.names["sid"]
        if sid not in recordings.kept:
            raise RefusedError(20404, asked.path)
        return web.json_response(recordings.to_json(recordings.kept[sid]))

    async def content(self, asked: Asked) -> web.Response:
        """The sound, as MP3 or WAV."""
        sid, _, kind = asked.names["sid"].partition(".")
        recording = self._exchange.recordings.kept.get(sid)
        if not recording or recording.status != "completed" or kind not in ("", "mp3", "wav"):
            raise RefusedError(20404, asked.path)
        mime, body = recording.content(kind)
        return web.Response(body=body, content_type=mime)

    async def delete(self, asked: Asked) -> web.Response:
        """Forget a recording."""
        recordings, sid = self._exchange.recordings, asked.names["sid"]
        if sid not in recordings.kept:
            raise RefusedError(20404, asked.path)
        del recordings.kept[sid]
        recordings.deleted.append(sid)
        return web.Response(status=204)

    def _leg(self, asked: Asked) -> Leg:
        given = asked.given
        sender, to = given.get("From", ""), given.get("To", "")
        if sender != self._exchange.number:
            raise RefusedError(21210, sender)
        if not E164.fullmatch(to):
            raise RefusedError(21211, to)
        leg = self._exchange.leg(sender, to, "outbound-api")
        if callback := given.get("StatusCallback"):
            leg.reports_to = Hook.of(_address(callback, 21609))
        if events := given.get("StatusCallbackEvent"):
            leg.report_on = frozenset(events.split())
        leg.detects = given.get("MachineDetection", "") in ("Enable", "DetectMessageEnd")
        return leg

    def _known(self, sid: str, asked: Asked) -> Leg:
        if sid not in self._exchange.legs:
            raise RefusedError(20404, asked.path)
        return self._exchange.legs[sid]

    def _room(self, asked: Asked) -> Room:
        for room in self._exchange.rooms.values():
            if asked.names["sid"] in (room.sid, room.name) and not room.over:
                return room
        raise RefusedError(20404, asked.path)

    def _inside(self, asked: Asked) -> tuple[Room, str]:
        room, sid = self._room(asked), asked.names["call"]
        if sid not in room.inside:
            raise RefusedError(20404, asked.path)
        return room, sid


def _where(asked: Asked) -> GoTo | None:
    given = asked.given
    if twiml := given.get("Twiml"):
        if len(twiml) > MOST_INLINE:
            raise RefusedError(21211, "Twiml")
        go = GoTo("")
        go.body = str(twiml).encode()
        return go
    if url := given.get("Url"):
        return GoTo(_address(url, 21205), method=given.get("Method", "POST"))
    return None


def _address(url: str, refusal: int) -> str:
    host = url.rsplit("://", maxsplit=1)[-1].split("/", maxsplit=1)[0].split(":", maxsplit=1)[0]
    if not url.startswith("https://") and not (url.startswith("http://") and host in HOSTS):
        raise RefusedError(refusal, url)
    return url


def _call(exchange: Exchange, leg: Leg) -> dict[str, Any]:
    return {
        "sid": leg.sid,
        "account_sid": exchange.world.account.sid,
        "from": leg.sender,
        "to": leg.to,
        "status": leg.status,
        "direction": leg.direction,
        "answered_by": leg.answered_by if leg.detects else None,
        "duration": str(round(leg.seconds)) if leg.ended else None,
    }
