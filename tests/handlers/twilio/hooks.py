"""The webhooks on a loopback port, as Twilio reaches them, and a store that a test can see."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp
from fastapi import FastAPI
from twilio.request_validator import RequestValidator
from yarl import URL

from bot.messages import DeliveryReport, Inbound
from handlers.sms.receiving import routes as sms_routes
from handlers.twilio.hearing import DELIVERY_HEADER
from handlers.twilio.signing import SIGNATURE_HEADER, Parameters, Signatures
from handlers.twilio.status import status_routes
from handlers.whatsapp.receiving import routes as whatsapp_routes
from tests.builders import Clock
from tests.handlers.webchat.service import Service as WebServer

PUBLIC = "https://infoline.example.org"
TOKEN, NEXT_TOKEN = "the-primary-token-of-a-test", "the-next-token-of-a-test"
OURS, PERSON, OTHER = "+38344000001", "+38344123456", "+38344000002"
SID = "SM" + "0a" * 16
SMS, WHATSAPP, STATUS = "/twilio/sms", "/twilio/whatsapp", "/twilio/status"
FORM = "application/x-www-form-urlencoded"
JSON = {"Content-Type": "application/json"}

Pairs = Sequence[tuple[str, str]]


def sms(**more: str) -> dict[str, str]:
    """The fields of an SMS as Twilio sends them, some of them blank."""
    fields = {
        "ToCountry": "XK",
        "ToState": "",
        "SmsMessageSid": SID,
        "NumMedia": "0",
        "ToCity": "",
        "FromZip": "",
        "SmsSid": SID,
        "FromState": "",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": "Hello",
        "FromCountry": "XK",
        "To": OURS,
        "NumSegments": "1",
        "MessageSid": SID,
        "AccountSid": "AC" + "1b" * 16,
        "From": PERSON,
        "ApiVersion": "2010-04-01",
    }
    return fields | more


def whatsapp(**more: str) -> dict[str, str]:
    """The fields of a WhatsApp message as Twilio sends them."""
    fields = {
        "SmsMessageSid": SID,
        "NumMedia": "0",
        "ProfileName": "Amina",
        "MessageType": "text",
        "SmsSid": SID,
        "WaId": PERSON.removeprefix("+"),
        "SmsStatus": "received",
        "Body": "Hello",
        "To": f"whatsapp:{OURS}",
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "MessageSid": SID,
        "AccountSid": "AC" + "1b" * 16,
        "From": f"whatsapp:{PERSON}",
        "ApiVersion": "2010-04-01",
    }
    return fields | more


def signature(url: str, pairs: Pairs, token: str = TOKEN, algorithm: str | None = None) -> str:
    """What Twilio's own library makes of it."""
    made: str = RequestValidator(token).compute_signature(url, Parameters(pairs), algorithm)
    return made


def json_of(body: bytes) -> tuple[str, str]:
    """Where an SMS in this JSON goes, and its signature."""
    target = f"{SMS}?bodySHA256={hashlib.sha256(body).hexdigest()}"
    return target, signature(PUBLIC + target, [])


@dataclass
class Answer:
    """What Twilio is answered."""

    status: int
    type: str
    text: str


@dataclass
class Site:
    """The webhooks, and what they handed on. ``broken``: nothing can be stored."""

    url: str
    http: aiohttp.ClientSession
    kept: list[Inbound] = field(default_factory=list)
    reports: list[DeliveryReport] = field(default_factory=list)
    calls: int = 0
    broken: bool = False

    @property
    def port(self) -> int:
        """The port of the webhooks."""
        return int(self.url.rpartition(":")[2])

    async def accept(self, inbound: Inbound) -> bool:
        """Keep it; a second time it is known."""
        self._store()
        known = {(i.address, i.external_id) for i in self.kept}
        deliveries = {i.delivery_id for i in self.kept if i.delivery_id}
        if (inbound.address, inbound.external_id) in known or inbound.delivery_id in deliveries:
            return False
        self.kept.append(inbound)
        return True

    async def report(self, report: DeliveryReport) -> bool:
        """Keep it; a second time it is known."""
        self._store()
        if report in self.reports:
            return False
        self.reports.append(report)
        return True

    async def post(
        self,
        path: str,
        fields: Mapping[str, str] | Pairs,
        *,
        delivery: str | None = None,
        token: str = TOKEN,
        **headers: str,
    ) -> Answer:
        """A form with its signature; ``path`` may have a query."""
        pairs = list(fields.items()) if isinstance(fields, Mapping) else list(fields)
        whole = {SIGNATURE_HEADER: signature(PUBLIC + path, pairs, token)} | headers
        whole |= {DELIVERY_HEADER: delivery} if delivery else {}
        return await self.send(path, urlencode(pairs).encode(), whole)

    async def send(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Any bytes with any headers."""
        async with self.http.post(
            URL(self.url + path, encoded=True),
            data=body,
            headers={"Content-Type": FORM} | dict(headers),
        ) as answer:
            return Answer(answer.status, answer.content_type, await answer.text())

    def _store(self) -> None:
        self.calls += 1
        if self.broken:
            msg = "a secret of the database"
            raise OSError(msg)


@asynccontextmanager
async def serving(clock: Clock, **over: Any) -> AsyncIterator[Site]:
    """The webhooks; ``over`` is put over what Signatures is given."""
    given: dict[str, Any] = {"public_url": PUBLIC, "tokens": [TOKEN]} | over
    signatures, app = Signatures(**given), FastAPI()
    server = WebServer(app)
    async with aiohttp.ClientSession() as http:
        site = Site(server.url, http)
        for routes in (sms_routes, whatsapp_routes):
            app.include_router(
                routes(accept=site.accept, signatures=signatures, own=[OURS, OTHER], now=clock.now)
            )
        app.include_router(status_routes(report=site.report, signatures=signatures))
        await server.start()
        try:
            yield site
        finally:
            await server.stop()
