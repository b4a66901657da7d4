"""An SMS in our words. Pure: nothing is asked, nothing is stored."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.messages import Address, Happening, Inbound
from handlers.twilio.fields import Fields
from handlers.twilio.reading import UNREADABLE, Ignored, external_id, files, sender

CHANNEL = "sms"

# Words that Twilio itself acts on, and has answered: alone in a message, in any case.
STOP_WORDS = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
)
START_WORDS = frozenset({"START", "UNSTOP"})
OPT_OUT_TYPES = {
    "STOP": Happening.OPTED_OUT,
    "START": Happening.OPTED_IN,
    "HELP": Happening.MESSAGE,
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads messages. ``own`` are the numbers that we write from."""

    own: Collection[str]

    def read(self, fields: Fields, now: datetime) -> Inbound | Ignored:
        """What was sent, or why it is nothing for us."""
        number = sender(fields, self.own)
        if isinstance(number, Ignored):
            return number
        text, media = fields.text("Body"), files(fields)
        return Inbound(
            address=Address(CHANNEL, number),
            external_id=external_id(fields),
            received_at=now,
            text=text,
            media=media if text or media else (UNREADABLE,),
            happening=_happening(fields),
            delivery_id=fields.delivery,
        )


def _happening(fields: Fields) -> Happening:
    """Twilio says what it took a message for only where its own words were changed."""
    told = OPT_OUT_TYPES.get(fields.word("OptOutType").upper())
    if told:
        return told
    word = fields.word("Body").upper()
    if word in STOP_WORDS:
        return Happening.OPTED_OUT
    return Happening.OPTED_IN if word in START_WORDS else Happening.MESSAGE
