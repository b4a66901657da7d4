"""The composition of the phone: the caller's side, the operators' side, and the calls we make."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter

from bot.bell import Bell
from bot.config import Settings
from bot.dialling import CallsToMake, reachable
from bot.duty import DutyRounds
from bot.hours import opening
from bot.messages import Form, Inbound
from bot.missed import Missed
from bot.patching import Claim, Patching
from bot.policy import Policy
from bot.recordings import Recorded
from bot.store.database import Store, Unit
from bot.switchboard.board import Switchboard
from bot.switchboard.replies import Replies
from bot.telephony import Phrases
from bot.twilio_doors import TwilioDoors
from bot.worker import Warm
from flows.engine import Engine
from handlers.console.languages import english_name
from handlers.console.topics import topic_words
from handlers.voice import door
from handlers.voice.agents import Side, agent_routes
from handlers.voice.audio import routes as audio_routes
from handlers.voice.dialler import TwilioDialler
from handlers.voice.manner import Addresses, Manner
from handlers.voice.mouth import Mouth
from handlers.voice.relay import relay_routes
from handlers.voice.saying import Speech
from handlers.voice.texting import Texter

Accept = Callable[[Inbound], Awaitable[bool]]
Step = Callable[[], Awaitable[None]]
EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class VoiceDoor:
    """``loops`` are steps to be repeated until the process ends, ``warm`` prepares beside them."""

    switchboard: Switchboard
    warm: Warm
    routers: tuple[APIRouter, ...]
    loops: Mapping[str, Step]


def dialler_of(settings: Settings, twilio: TwilioDoors | None) -> TwilioDialler | None:
    """What calls people; None where nobody can be called."""
    if twilio is None or not settings.twilio_voice_from or not settings.public_url:
        return None
    return TwilioDialler(
        twilio.calls,
        twilio.alarms,
        number=settings.twilio_voice_from,
        public_url=settings.public_url,
    )


def voice_door(
    settings: Settings,
    store: Store,
    engine: Engine,
    policy: Policy,
    bell: Bell,
    now: Callable[[], datetime],
    *,
    accept: Accept,
    claim: Claim,
    twilio: TwilioDoors | None,
    dialler: TwilioDialler | None,
    recordings: Recorded,
) -> VoiceDoor | None:
    """The phone, over parts that other doors have too; None where nobody can call. ``accept``
    keeps what was said, ``claim`` takes a case for a colleague."""
    if twilio is None or dialler is None:
        return None
    manner = manner_of(settings)

    def phrases(form: Form) -> Phrases:
        def phrase(key: str, language: str, **params: object) -> str:
            return engine.phrase(key, language, form, policy.contacts, **params)

        return phrase

    async def person_reachable(unit: Unit) -> bool:
        return await reachable(unit, policy)

    async def warm() -> None:
        await recordings.warm([code for code in manner.order if not manner.tongues[code].say])

    addresses = Addresses(settings.public_url or "")
    speech = Speech(manner.tongues, phrases("spoken"), recordings, addresses)
    hears = frozenset(code for code, tongue in manner.tongues.items() if tongue.hear)
    replies = Replies(engine, person_reachable, hears, manner.opening[0])
    switchboard = Switchboard(store, accept, replies, policy, bell, now)
    missed = Missed(policy, phrases("short"))
    to_make = CallsToMake(store, dialler, policy, bell, missed)
    sms = settings.twilio_sms_from
    duty = DutyRounds(
        store,
        policy,
        bell,
        people=settings.voice.on_duty,
        every=timedelta(minutes=settings.voice.on_duty_every_minutes),
        dialler=dialler,
        text=Texter(twilio.calls, number=sms).send if sms else None,
    )
    own_side = Side(
        patchboard=Patching(store, dialler, bell, claim, missed),
        duties=duty,
        mouth=Mouth(speech),
        report=switchboard.reported,
        urls=addresses,
        number=settings.twilio_voice_from or "",
        topic=topic_words,
        language=english_name,
    )
    callers_side = door.routes(
        switchboard=switchboard,
        speech=speech,
        signatures=twilio.signatures,
        manner=manner,
        own=twilio.own,
        is_open=lambda: opening(policy.hours, now()).is_open,
        emergency=policy.contacts.get(EMERGENCY),
    )
    live = relay_routes(
        switchboard=switchboard, speech=speech, signatures=twilio.signatures, manner=manner
    )
    operators_side = agent_routes(own_side, twilio.signatures)
    return VoiceDoor(
        switchboard,
        warm,
        (callers_side, live, operators_side, audio_routes(recordings.sound)),
        {"switchboard": switchboard.step, "dialling": to_make.step, "duty": duty.step},
    )


def manner_of(settings: Settings) -> Manner:
    """How calls are held, as the settings say."""
    voice, languages = settings.voice, settings.languages
    order = tuple(code for code in voice.order if code in languages)
    return Manner(
        order=(*order, *(code for code in languages if code not in order)),
        opening=tuple(code for code in voice.opening if code in languages) or languages[:1],
        tongues={code: voice.tongue(code) for code in languages},
        listen_seconds=voice.listen_seconds,
        pause_seconds=voice.pause_seconds,
        record_seconds=voice.record_seconds,
        queue_minutes=voice.queue_minutes,
        music=voice.music,
    )
