"""The documents of the calls that we make. Each ends in a way on, or in a goodbye, or puts two
people through to each other. Pure."""

from __future__ import annotations

from twilio.twiml.voice_response import Gather, VoiceResponse

from bot.telephony import Card, Patch
from handlers.voice.manner import Addresses

POST = "POST"
KEY_SECONDS = 8
RING_SECONDS, QUEUE_SECONDS, LONGEST_SECONDS = 30, 10, 2 * 3600
LEG_EVENTS = "initiated ringing answered completed"
ROOM_EVENTS = "join leave end"


def asking(action: str) -> tuple[VoiceResponse, Gather]:
    """A document that waits for one key and tells ``action`` of it, or that there was none. What
    is said goes into the second part."""
    response = VoiceResponse()
    gather = response.gather(
        input="dtmf",
        num_digits=1,
        timeout=KEY_SECONDS,
        action=action,
        method=POST,
        action_on_empty_result=True,
    )
    response.redirect(action, method=POST)
    return response, gather


def card_words(card: Card, topic: str, language: str) -> str:
    """What an operator hears of a case, sign by sign where it is a number."""
    signs = ", ".join(sign for sign in card.number if sign.isalnum())
    minutes = "1 minute" if card.minutes == 1 else f"{card.minutes} minutes"
    where = "The caller waits on the line" if card.on_line else "We call the person"
    return (
        f"Case {signs}. Priority {card.priority.removeprefix('P')}. Language: {language}. "
        f"Topic: {topic}. Waiting: {minutes}. {where}. "
        "Press 1 to take the call. Press 2 to leave it."
    )


def put_through(patch: Patch, urls: Addresses, call_id: str, caller_id: str) -> str:
    """The operator hears whoever waits, or whoever is called now, or all in the room."""
    if patch.room:
        return room(patch.room, urls, call_id, is_person=False)
    response = VoiceResponse()
    after = urls.of("agent/after", c=call_id)
    if patch.queue:
        dial = response.dial(action=after, method=POST, timeout=QUEUE_SECONDS)
        dial.queue(patch.queue, url=urls.of("agent/met", c=call_id), method=POST)
        return str(response)
    dial = response.dial(
        action=after,
        method=POST,
        caller_id=caller_id,
        timeout=RING_SECONDS,
        time_limit=LONGEST_SECONDS,
    )
    dial.number(
        patch.number,
        url=urls.of("screen", c=patch.leg),
        method=POST,
        status_callback=urls.of("dialled", c=patch.leg),
        status_callback_event=LEG_EVENTS,
        status_callback_method=POST,
        machine_detection="Enable",
        amd_status_callback=urls.of("screen/machine", c=patch.leg),
        amd_status_callback_method=POST,
    )
    return str(response)


def room(name: str, urls: Addresses, call_id: str, *, is_person: bool) -> str:
    """A room for three and more. It closes when the person leaves; all others may go before."""
    response = VoiceResponse()
    dial = response.dial(
        action=urls.of("room/left", c=call_id, w=int(is_person)),
        method=POST,
        time_limit=LONGEST_SECONDS,
    )
    dial.conference(
        name,
        beep="false",
        start_conference_on_enter=True,
        end_conference_on_exit=is_person,
        wait_url="",
    )
    return str(response)


def through() -> str:
    """Nothing more is said: the two hear each other."""
    return str(VoiceResponse())


def silent_end() -> str:
    """The end of a call in which nothing may be said."""
    response = VoiceResponse()
    response.hangup()
    return str(response)
