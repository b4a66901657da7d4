"""What messages of all of Twilio's channels have in common, in our words. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from phonenumbers import (
    NumberParseException,
    PhoneNumberFormat,
    format_number,
    is_possible_number,
    parse,
)

from bot.messages import Address, Inbound, Media, MediaKind
from handlers.twilio.fields import Fields

MAX_FILES = 20
UNREADABLE = Media(MediaKind.OTHER, refused="unreadable")
NO_SENDER, NO_NUMBER, OUR_NUMBER = "no_sender", "no_number", "our_number"

SID = re.compile(r"[A-Z]{2}[0-9a-f]{32}")
NUMBER = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
MIME = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,60}", re.ASCII)
KINDS = {
    "image": MediaKind.PHOTO,
    "audio": MediaKind.AUDIO,
    "video": MediaKind.VIDEO,
    "text": MediaKind.DOCUMENT,
    "application": MediaKind.DOCUMENT,
}
VOICE_NOTE = "audio/ogg"


@dataclass(frozen=True, slots=True)
class Ignored:
    """A request that nobody is to hear of, and a code of why."""

    reason: str


Read = Callable[[Fields, datetime], Inbound | Ignored]


def e164(number: str) -> str | None:
    """A phone number in its one form, or None: short codes and names are none."""
    if not NUMBER.fullmatch(number):
        return None
    try:
        found = parse(number, None)
    except NumberParseException:
        return None
    return format_number(found, PhoneNumberFormat.E164) if is_possible_number(found) else None


def sender(fields: Fields, own: Collection[str], scheme: str = "") -> str | Ignored:
    """The number that wrote, without ``scheme``. ``own`` are the numbers that we write from."""
    given = fields.word("From").removeprefix(scheme)
    if not given:
        return Ignored(NO_SENDER)
    if given in own or given == fields.word("To").removeprefix(scheme):
        return Ignored(OUR_NUMBER)
    return e164(given) or Ignored(NO_NUMBER)


def external_id(fields: Fields) -> str:
    """Twilio's id of the message; one made of its fields where there is none."""
    for name in ("MessageSid", "SmsMessageSid", "SmsSid"):
        if SID.fullmatch(fields.raw(name)):
            return fields.raw(name)
    return f"fields:{fields.digest()}"


def files(fields: Fields) -> tuple[Media, ...]:
    """The files of a message, and one that cannot be read where more are counted than named."""
    found = []
    for place in range(MAX_FILES):
        url = fields.word(f"MediaUrl{place}")
        if url:
            mime = mime_of(fields.word(f"MediaContentType{place}"))
            found.append(Media(kind_of(mime), url, mime=mime))
    counted = fields.number("NumMedia") or 0
    return (*found, UNREADABLE) if counted > len(found) else tuple(found)


def mime_of(given: str) -> str | None:
    """A media type without its parameters."""
    mime = given.partition(";")[0].strip().lower()
    return mime if MIME.fullmatch(mime) else None


def kind_of(mime: str | None) -> MediaKind:
    """What a file of this type is to a person."""
    if mime == VOICE_NOTE:
        return MediaKind.VOICE
    return KINDS.get((mime or "").partition("/")[0], MediaKind.OTHER)


def unreadable(channel: str, number: str, fields: Fields, now: datetime) -> Inbound:
    """All that can be said where reading fails: somebody sent something."""
    return Inbound(
        address=Address(channel, number),
        external_id=external_id(fields),
        received_at=now,
        media=(UNREADABLE,),
        delivery_id=fields.delivery,
    )
