"""The composition of Twilio's doors: what they share, and what each of them gets to run."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter
from pydantic import SecretStr

from bot.bell import Bell
from bot.config import Settings
from bot.heard import Heard
from bot.messages import TEXT_CHANNELS, Channel, DeliveryReport, Inbound
from bot.posts import Posts
from bot.store.database import Store
from bot.telephony import VOICE
from handlers.sms import receiving as sms_in
from handlers.sms.pricing import Prices as SmsPrices
from handlers.sms.sending import CHANNEL as SMS
from handlers.sms.sending import IN_QUEUE_SECONDS, Sms
from handlers.twilio.alarms import Alarms
from handlers.twilio.calling import Calls
from handlers.twilio.chores import Chores
from handlers.twilio.client import make_client
from handlers.twilio.links import LinkedFile, Links, file_routes
from handlers.twilio.media import Files
from handlers.twilio.pacing import Pace
from handlers.twilio.sending import Sender
from handlers.twilio.signing import Signatures
from handlers.twilio.status import status_routes
from handlers.twilio.watching import Traffic, Watch
from handlers.voice.channel import Voice
from handlers.whatsapp import receiving as whatsapp_in
from handlers.whatsapp.content import Contents
from handlers.whatsapp.pricing import Prices as WhatsappPrices
from handlers.whatsapp.sending import CHANNEL as WHATSAPP
from handlers.whatsapp.sending import SCHEME, Whatsapp

PROVIDER = "twilio"
# Longer than the time between two looks, so that one process goes on looking.
LEASE = timedelta(minutes=3)

Accept = Callable[[Inbound], Awaitable[bool]]
Report = Callable[[DeliveryReport], Awaitable[bool]]
LastTimes = tuple[datetime | None, datetime | None]
"""When something was last sent on a channel, and when the last report came of that."""

CarryOut = Callable[[str, str], Awaitable[None]]
Step = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class TwilioDoors:
    """``channels`` by name; ``loops`` are steps to be repeated until the process ends, ``close``
    comes after the last of them. ``carry_out`` does what is left to be done at Twilio. The rest
    is for the phone: what it shares with the doors here; ``own`` are our numbers."""

    channels: Mapping[str, Channel]
    routers: tuple[APIRouter, ...]
    loops: Mapping[str, Step]
    carry_out: CarryOut
    close: Step
    calls: Calls
    alarms: Alarms
    signatures: Signatures
    own: tuple[str, ...]


def twilio_doors(
    settings: Settings,
    store: Store,
    bell: Bell,
    now: Callable[[], datetime],
    *,
    accept: Accept,
    report: Report,
    last_times: Callable[[str], Awaitable[LastTimes]],
) -> TwilioDoors | None:
    """The doors for which there are a number and credentials; None where there is none.

    ``accept`` stores what came in, ``report`` what became of a message. ``last_times`` says when
    something was last sent on a channel, and when the last report came of that.
    """
    numbers = _numbers(settings)
    token = _secret(settings.twilio_auth_token)
    if not (numbers and settings.twilio_account_sid and token and settings.public_url):
        return None
    user, secret = settings.twilio_account_sid, token
    if settings.twilio_api_key:
        user, secret = settings.twilio_api_key, _secret(settings.twilio_api_secret) or ""
    calls = Calls(
        make_client(
            settings.twilio_account_sid,
            token,
            api_key=settings.twilio_api_key,
            api_secret=_secret(settings.twilio_api_secret),
            api_base=settings.twilio_api_base,
        )
    )
    files = Files(user, secret, settings.twilio_api_base)
    alarms = Alarms(Heard(store, PROVIDER), now)
    signatures = Signatures(settings.public_url, (token, _secret(settings.twilio_auth_token_next)))
    links = Links(store.secret("twilio files"), settings.public_url, now)
    parts = _Parts(settings, store, calls, files, alarms, links, now, settings.public_url)

    async def take(of_ours: DeliveryReport) -> bool:
        await alarms.refused(of_ours.code)
        return await report(of_ours)

    posts = {name: Posts(store, name, bell, LEASE) for name in numbers if name in TEXT_CHANNELS}

    async def close() -> None:
        for post in posts.values():
            await post.leave()
        calls.close()

    inward = {SMS: sms_in.routes, WHATSAPP: whatsapp_in.routes}
    own = tuple(numbers.values())
    return TwilioDoors(
        channels={name: parts.channel(name, number) for name, number in numbers.items()},
        routers=(
            status_routes(report=take, signatures=signatures),
            file_routes(links, parts.open_file),
            *(
                inward[name](accept=accept, signatures=signatures, own=own, now=now)
                for name in posts
            ),
        ),
        loops={
            f"{name}_watch": _watch(name, settings, alarms, last_times, posts[name], bell, now)
            for name in posts
        },
        carry_out=Chores(calls, files.discard).carry_out,
        close=close,
        calls=calls,
        alarms=alarms,
        signatures=signatures,
        own=own,
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """What both channels are made of."""

    settings: Settings
    store: Store
    calls: Calls
    files: Files
    alarms: Alarms
    links: Links
    now: Callable[[], datetime]
    public_url: str

    def channel(self, name: str, number: str) -> Channel:
        prices = self.settings.spending
        if name == VOICE:
            return Voice(self.files.fetch)
        if name == SMS:
            sender = self._sender(number, "", IN_QUEUE_SECONDS)
            by_segment = SmsPrices(prices.sms_price, prices.sms_prices)
            return Sms(sender, self.files.fetch, by_segment, self.settings.sms.segments)
        return Whatsapp(
            self._sender(number, SCHEME, None),
            Contents(self.calls, self._recall, self._remember, self.now),
            self.files.fetch,
            WhatsappPrices(prices.whatsapp_price, prices.template_price),
            templates=self.settings.whatsapp.templates,
            link=self.links.to,
            now=self.now,
        )

    def _sender(self, number: str, scheme: str, seconds: int | None) -> Sender:
        return Sender(
            self.calls,
            Pace(max(1, self.settings.twilio.per_second // self.settings.workers)),
            self.alarms,
            sender=number,
            public_url=self.public_url,
            scheme=scheme,
            seconds=seconds,
        )

    async def open_file(self, file_id: str) -> LinkedFile | None:
        """A file of ours that goes out by WhatsApp; None for any other, and once it failed."""
        async with self.store.read() as unit:
            found = await unit.attachments.to_send(file_id, WHATSAPP)
        if found is None:
            return None
        about, content = found
        return LinkedFile(content, about.mime or "", about.name or "")

    async def _recall(self, key: str) -> str | None:
        async with self.store.read() as unit:
            return await unit.kept.recall(key)

    async def _remember(self, key: str, value: str) -> None:
        async with self.store.write() as unit:
            await unit.kept.remember(key, value)


def _watch(
    name: str,
    settings: Settings,
    alarms: Alarms,
    last_times: Callable[[str], Awaitable[LastTimes]],
    post: Posts,
    bell: Bell,
    now: Callable[[], datetime],
) -> Step:
    async def traffic() -> Traffic:
        return Traffic(*await last_times(name))

    return Watch(
        name,
        alarms,
        traffic=traffic,
        within=timedelta(minutes=settings.twilio.callbacks_within_minutes),
        lead=post.lead,
        report=post.report,
        rest=lambda seconds: bell.wait("end", seconds),
        now=now,
    ).step


def _numbers(settings: Settings) -> dict[str, str]:
    given = {
        SMS: settings.twilio_sms_from,
        WHATSAPP: settings.twilio_whatsapp_from,
        VOICE: settings.twilio_voice_from,
    }
    return {name: number for name, number in given.items() if number}


def _secret(value: SecretStr | None) -> str | None:
    return value.get_secret_value() if value else None
