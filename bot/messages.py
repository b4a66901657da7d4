"""The vocabulary that doors, spine and outbox share. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

Priority = Literal["P0", "P1", "P2", "P3", "P4"]
PRIORITIES: tuple[Priority, ...] = ("P0", "P1", "P2", "P3", "P4")

Form = Literal["full", "short"]


class Owner(StrEnum):
    """Who answers in a conversation. Exactly one of them at any moment."""

    BOT = "bot"
    QUEUE = "queue"
    OPERATOR = "operator"
    NOBODY = "nobody"


class Author(StrEnum):
    """Who wrote a line of the transcript."""

    CALLER = "caller"
    BOT = "bot"
    OPERATOR = "operator"


class Delivery(StrEnum):
    """How far an outgoing message has come. UNKNOWN: it may or may not have arrived."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person can be reached: a channel, and that channel's name for the person."""

    channel: str
    identifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Inbound:
    """What happened outside, in our words.

    ``external_id`` is the provider's id of the message, unique for the address.
    ``text`` is None where the person pressed a button or sent something that is not text.
    ``hint`` is what the channel says of the person's language, a code or None.
    """

    address: Address
    external_id: str = field(repr=False)
    received_at: datetime
    text: str | None = field(default=None, repr=False)
    choice: str | None = None
    hint: str | None = None
    media: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A button. ``control`` marks back, stop and skip, which short channels may leave out."""

    id: str
    label: str
    control: bool = False


@dataclass(frozen=True, slots=True)
class Outbound:
    """A message on its way to a door."""

    id: str
    address: Address
    author: Author
    text: str = field(repr=False)
    language: str
    choices: tuple[Choice, ...] = ()
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as a polling door shows it: ``n`` only rises within one address."""

    n: int
    author: Author
    text: str = field(repr=False)
    language: str
    choices: tuple[Choice, ...] = ()


class Trouble(StrEnum):
    """Why a send failed, as the outbox needs to know it."""

    RETRY = "retry"  # nothing was delivered; try again later
    DEAD = "dead"  # the address is gone for good
    REFUSED = "refused"  # this message will never be taken
    UNKNOWN = "unknown"  # it may have been delivered


class SendError(Exception):
    """A failed send: what to do about it, and a code that an operator may read."""

    def __init__(self, trouble: Trouble, code: str) -> None:
        """``code`` is short and holds no personal data."""
        super().__init__(code)
        self.trouble = trouble
        self.code = code


class Channel(Protocol):
    """What the outbox needs of a door."""

    name: str
    form: Form
    idempotent: bool
    """Sending the same message id twice shows it once, so an interrupted send may be repeated."""

    async def send(self, message: Outbound) -> str | None:
        """Deliver one message and return the provider's id for it; raise SendError."""
        ...
