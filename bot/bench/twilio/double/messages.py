"""Messages and files as Twilio keeps them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any

import smsutil

FINAL = frozenset({"delivered", "undelivered", "failed", "read", "received", "canceled"})
WHATSAPP = "whatsapp:"
VERSION = "2010-04-01"


@dataclass(frozen=True, slots=True)
class Button:
    """A quick reply or an item of a list; ``id`` comes back when it is chosen."""

    title: str
    id: str


@dataclass(slots=True)
class File:
    """A file of a message; what we send is fetched from us. ``path`` is where its content lies,
    ``name`` what we called it."""

    sid: str
    message_sid: str
    mime: str
    content: bytes = field(repr=False)
    path: str
    name: str = ""


@dataclass(slots=True)
class Message:
    """One message, of either direction. ``number`` rises over all messages of the account.

    ``shown`` is what the receiver reads, which stays when ``body`` is redacted. ``kind`` is
    "text", "quick", "list" or, of Twilio's own confirmations, "own". ``course`` are the states
    that are still to come, with the error that ends it. ``media_url`` is where a file of ours is
    fetched before anything of the message is reported.
    """

    sid: str
    number: int
    account: str
    sender: str
    to: str
    body: str
    shown: str
    at: datetime
    inbound: bool
    status: str
    kind: str = "text"
    buttons: tuple[Button, ...] = ()
    service: str | None = None
    callback: str | None = None
    files: list[File] = field(default_factory=list)
    course: tuple[str, ...] = ()
    error: int | None = None
    media_url: str | None = field(default=None, repr=False)

    @property
    def whatsapp(self) -> bool:
        """Whether it is one of WhatsApp's."""
        return self.to.startswith(WHATSAPP)

    @property
    def segments(self) -> int:
        """What is paid for: parts of an SMS; always 1 for WhatsApp."""
        return 1 if self.whatsapp else max(1, len(smsutil.split(self.shown).parts))

    @property
    def final(self) -> bool:
        """Whether its state changes no more."""
        return self.status in FINAL

    def to_json(self) -> dict[str, Any]:
        """Twilio's Message."""
        path = f"/{VERSION}/Accounts/{self.account}/Messages/{self.sid}"
        date = format_datetime(self.at)
        return {
            "sid": self.sid,
            "account_sid": self.account,
            "api_version": VERSION,
            "body": self.body,
            "date_created": date,
            "date_sent": None if self.status in ("queued", "accepted") else date,
            "date_updated": date,
            "direction": "inbound" if self.inbound else "outbound-api",
            "error_code": self.error if self.status in ("failed", "undelivered") else None,
            "error_message": None,
            "from": None if self.status == "accepted" else self.sender,
            "messaging_service_sid": self.service,
            "num_media": str(len(self.files)),
            "num_segments": "0" if self.status == "accepted" else str(self.segments),
            "price": None,
            "price_unit": "USD",
            "status": self.status,
            "subresource_uris": {"media": f"{path}/Media.json"},
            "to": self.to,
            "uri": f"{path}.json",
        }
