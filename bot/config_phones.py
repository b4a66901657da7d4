"""Settings of SMS and WhatsApp: parts of config.yaml, each with what it is for."""

from __future__ import annotations

from datetime import time
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

Prefix = Annotated[str, Field(pattern=r"^\+[1-9][0-9]{0,6}$")]
Money = Annotated[float, Field(ge=0, le=1000)]
ContentSid = Annotated[str, Field(pattern=r"^HX[0-9a-fA-F]{32}$")]
PURPOSES = ("reply_waiting", "callback")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class QuietHours(_Part):
    """When messages that nobody asked for wait, in the zone of the office; may span midnight."""

    begin: time = Field(default=time(21), description="From when on they wait.")
    end: time = Field(default=time(8), description="Until when they wait.")


class Spending(_Part):
    """What messages may cost, in the currency of the Twilio account."""

    daily_ceiling: Money | None = Field(
        default=None,
        description="After this sum a day no automatic message is sent, but for danger.",
    )
    alarm_at: float = Field(
        default=0.8, gt=0, le=1, description="Share of the ceiling at which people are warned."
    )
    sms_price: Money = Field(default=0.08, description="Price of a segment where no prefix fits.")
    sms_prices: dict[Prefix, Money] = Field(
        default={}, description="Price of a segment by the number's prefix; the longest counts."
    )
    whatsapp_price: Money = Field(default=0.005, description="Price of a WhatsApp message.")
    template_price: Money = Field(
        default=0.03, description="Price of a WhatsApp template beside that of its message."
    )


class Limits(_Part):
    """What keeps fraud from spending our money: how much is answered by itself."""

    known_prefixes: tuple[Prefix, ...] = Field(
        default=(),
        description="Numbers with these prefixes are answered; others wait for a person. "
        "Empty: all are answered.",
    )
    per_number_an_hour: int = Field(
        default=30, ge=1, description="Messages of one number that are answered in an hour."
    )
    per_prefix_an_hour: int = Field(
        default=600, ge=1, description="Messages of one country that are answered in an hour."
    )


class Sms(_Part):
    """How SMS are written."""

    segments: int = Field(
        default=3, ge=1, le=10, description="Segments that one automatic message may take."
    )
    quiet_hours: QuietHours = Field(
        default=QuietHours(), description="When messages that nobody asked for wait."
    )


class Whatsapp(_Part):
    """What is done when 24 hours have passed since the person last wrote."""

    templates: dict[str, dict[str, ContentSid]] = Field(
        default={},
        description="Approved templates: purpose (reply_waiting, callback) to language to "
        "Content SID.",
    )
    sms_instead: bool = Field(
        default=False, description="Where no template fits, the message goes out as an SMS."
    )

    @model_validator(mode="after")
    def _known_purposes(self) -> Whatsapp:
        unknown = sorted(set(self.templates) - set(PURPOSES))
        if unknown:
            msg = f"purposes are {', '.join(PURPOSES)}; unknown: {', '.join(unknown)}"
            raise ValueError(msg)
        return self


class Twilio(_Part):
    """What is left at Twilio, and when it is silent for too long."""

    delete_media: bool = Field(
        default=True, description="Files are deleted at Twilio once they are stored here."
    )
    redact: bool = Field(
        default=False, description="Texts are removed at Twilio once they are stored or delivered."
    )
    callbacks_within_minutes: int = Field(
        default=30, ge=1, description="Without any report after sending for so long, an alarm."
    )
    per_second: int = Field(
        default=10,
        ge=1,
        le=1000,
        description="Messages handed over a second, by all workers together.",
    )
