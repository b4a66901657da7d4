"""A WhatsApp message in our words. Pure: nothing is asked, nothing is stored."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from bot.messages import Address, Happening, Inbound, Media, MediaKind
from handlers.twilio.fields import Fields
from handlers.twilio.reading import SID, UNREADABLE, Ignored, external_id, files, sender

CHANNEL = "whatsapp"
SCHEME = "whatsapp:"
MAX_NAME = 96
MAX_LATITUDE, MAX_LONGITUDE = 90, 180
STICKER_TYPE = "image/webp"

# Here Twilio acts on no word by itself: it says so where it was told to.
OPT_OUT_TYPES = {"STOP": Happening.OPTED_OUT, "START": Happening.OPTED_IN}


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads messages. ``own`` are the numbers that we write from."""

    own: Collection[str]

    def read(self, fields: Fields, now: datetime) -> Inbound | Ignored:
        """What was sent, or why it is nothing for us."""
        number = sender(fields, self.own, SCHEME)
        if isinstance(number, Ignored):
            return number
        choice = fields.word("ButtonPayload", "ListId") or None
        text = None if choice else fields.text("Body")
        media = (*_place(fields), *(_named(file) for file in files(fields)))
        return Inbound(
            address=Address(CHANNEL, number),
            external_id=external_id(fields),
            received_at=now,
            text=text,
            choice=choice,
            media=media if text or choice or media else (UNREADABLE,),
            happening=OPT_OUT_TYPES.get(fields.word("OptOutType").upper(), Happening.MESSAGE),
            delivery_id=fields.delivery,
            label=_label(fields) if choice else None,
            pressed_on=_pressed_on(fields) if choice else None,
            forwarded="true" in (fields.word("Forwarded"), fields.word("FrequentlyForwarded")),
            name=fields.word("ProfileName")[:MAX_NAME].rstrip() or None,
        )


def _label(fields: Fields) -> str | None:
    """What stood on the button or in the row."""
    return fields.text("ButtonText", "ListTitle", "Body")


def _pressed_on(fields: Fields) -> str | None:
    sid = fields.word("OriginalRepliedMessageSid")
    return sid if SID.fullmatch(sid) else None


def _named(file: Media) -> Media:
    return replace(file, kind=MediaKind.STICKER) if file.mime == STICKER_TYPE else file


def _place(fields: Fields) -> tuple[Media, ...]:
    """The place that was sent, if one was; one that is nowhere on Earth cannot be read."""
    if not fields.word("Latitude") and not fields.word("Longitude"):
        return ()
    latitude, longitude = fields.number("Latitude"), fields.number("Longitude")
    if not _within(latitude, MAX_LATITUDE) or not _within(longitude, MAX_LONGITUDE):
        return (UNREADABLE,)
    note = ", ".join(part for part in (fields.word("Label"), fields.word("Address")) if part)
    return (Media(MediaKind.LOCATION, latitude=latitude, longitude=longitude, note=note or None),)


def _within(degrees: float | None, most: int) -> bool:
    return degrees is not None and -most <= degrees <= most
