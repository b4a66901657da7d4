"""A service with doors to WhatsApp, SMS and Telegram, each before a double of its provider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from pathlib import Path

from aiohttp import FormData

from bot.app import App, build
from bot.bench.telegram.double.bot_api import Double as TelegramDouble
from bot.bench.twilio.double.twilio import Double as TwilioDouble
from bot.bench.twilio.double.world import SMS_NUMBER, WHATSAPP_NUMBER
from bot.config import load
from bot.messages import Address, Inbound
from bot.store.database import Store
from tests.builders import Clock, inbound, settle
from tests.handlers.console.visitor import Answer, Visitor

PUBLIC = "https://infoline.example"
PDF = b"%PDF-1.7 a form to sign, canary-9d41"
File = tuple[str, bytes]


@dataclass(frozen=True)
class Doors:
    """The doubles, and what people at them write."""

    app: App
    twilio: TwilioDouble
    telegram: TelegramDouble

    async def case_of(self, where: Address, text: str = "help me, they beat me") -> str:
        """The number of the case that somebody's message opens."""
        await self.accept(inbound(text, to=where, at=self.app.now()))
        rows = await self.app.desk.queue()
        return rows[-1].case.number

    async def accept(self, message: Inbound) -> None:
        """Take a message, and send what follows."""
        await self.app.spine.accept(message)
        await settle(self.app)
        await self.twilio.settle()

    async def send(self) -> None:
        """Send what is due, and hear what became of it."""
        await self.app.outbox.send_due()
        await self.twilio.settle()


def service(
    folder: Path, store: Store, clock: Clock, twilio: TwilioDouble, telegram: TelegramDouble
) -> App:
    """The service, without its loops."""
    settings = load(
        data=folder / "var",
        nlu_url=None,
        public_url=PUBLIC,
        twilio_account_sid=twilio.account.sid,
        twilio_auth_token=twilio.account.token,
        twilio_api_base=twilio.base,
        twilio_sms_from=SMS_NUMBER,
        twilio_whatsapp_from=WHATSAPP_NUMBER,
        telegram_bot_token=telegram.token,
        telegram_api_base=telegram.base,
    )
    return build(settings, store, clock.now, telegram_burst_seconds=0.01)


async def post(
    visitor: Visitor,
    number: str,
    *files: File,
    fields: Mapping[str, str] | None = None,
    script: bool = False,
) -> Answer:
    """Send the form of a reply as a browser does, with these files (name and content)."""
    form = FormData(default_to_multipart=True)
    for name, value in {"csrf": await visitor.csrf(), "key": "k1", **(fields or {})}.items():
        form.add_field(name, value)
    for name, content in files or (("", b""),):
        form.add_field(
            "file", BytesIO(content), filename=name, content_type="application/octet-stream"
        )
    headers = {"X-Console": "live"} if script else {}
    path = f"/console/cases/{number}/reply"
    async with visitor.http.post(
        path, data=form, headers=headers, allow_redirects=False
    ) as answer:
        return Answer(answer.status, answer.headers, unescape(await answer.text()))
