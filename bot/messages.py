"""The vocabulary that doors, spine and outbox share. Standard library only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, Protocol, runtime_checkable

Priority = Literal["P0", "P1", "P2", "P3", "P4"]
PRIORITIES: tuple[Priority, ...] = ("P0", "P1", "P2", "P3", "P4")

Form = Literal["full", "short", "spoken"]

PHONE_CHANNELS = frozenset({"sms", "whatsapp", "voice"})
"""Channels whose name for a person is a phone number in E.164; one number is one person."""

TEXT_CHANNELS = PHONE_CHANNELS - {"voice"}
"""Those of them that carry messages: who opts out on one wants none on the others."""


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


class Happening(StrEnum):
    """What kind of thing an Inbound says."""

    MESSAGE = "message"
    EDIT = "edit"  # an earlier message was changed; ``about`` names it
    BLOCKED = "blocked"  # the person turned us away on this channel
    UNBLOCKED = "unblocked"
    OPTED_OUT = "opted_out"  # no more messages; the provider has confirmed that to the person
    OPTED_IN = "opted_in"  # messages again; the provider has confirmed that too


class MediaKind(StrEnum):
    """What a person sent beside words."""

    PHOTO = "photo"
    VOICE = "voice"
    AUDIO = "audio"
    VIDEO = "video"
    DOCUMENT = "document"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACT = "contact"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Media:
    """One file, place or phone number that a message carries.

    ``ref`` is the provider's handle to fetch a file with, None where nothing can be fetched.
    ``size`` is in bytes and ``mime`` a media type, both as the provider says. ``note`` is what
    can be read without a file: a place's name, a sticker's meaning, the sender's own number.
    ``refused`` is a code where the door itself kept something out. ``unique`` is the provider's
    name of the content, the same each time that it comes.
    """

    kind: MediaKind
    ref: str | None = field(default=None, repr=False)
    size: int | None = None
    mime: str | None = None
    name: str | None = field(default=None, repr=False)
    seconds: int | None = None
    latitude: float | None = field(default=None, repr=False)
    longitude: float | None = field(default=None, repr=False)
    live: bool = False
    note: str | None = field(default=None, repr=False)
    refused: str | None = None
    unique: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Inbound:
    """What happened outside, in our words.

    ``external_id`` is the provider's id of what happened, unique for the address, and
    ``delivery_id`` that of its delivery, unique for the channel. ``text`` is None where the person
    pressed a button or sent something that is not text; ``label`` is what stood on the button, or
    the command that was typed. ``hint`` is what the channel says of the person's language, a code
    or None; ``language`` is one that they asked for without words. ``about`` is the external id
    of the message that an edit changes, ``pressed_on`` the provider's id of our message whose
    button was pressed. Messages with one ``album`` are one. ``campaign`` is the code of the
    poster or page that led here. ``confidence`` (0 to 1) says how sure it is that ``text`` was
    said, where a machine heard it.
    """

    address: Address
    external_id: str = field(repr=False)
    received_at: datetime
    text: str | None = field(default=None, repr=False)
    choice: str | None = None
    hint: str | None = None
    media: tuple[Media, ...] = ()
    happening: Happening = Happening.MESSAGE
    delivery_id: str | None = field(default=None, repr=False)
    about: str | None = field(default=None, repr=False)
    label: str | None = field(default=None, repr=False)
    pressed_on: str | None = None
    quoted: str | None = field(default=None, repr=False)
    forwarded: bool = False
    album: str | None = field(default=None, repr=False)
    name: str | None = field(default=None, repr=False)
    language: str | None = None
    campaign: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A button. ``control`` marks back, stop and skip, which short channels may leave out."""

    id: str
    label: str
    control: bool = False


class Act(StrEnum):
    """What a door is asked to do with a message of ours."""

    SEND = "send"
    CLOSE_CHOICES = "close_choices"  # a button was pressed: show which
    RETRACT = "retract"  # take it back where the channel allows it
    CONTINUE = "continue"  # the person asked for the part that was kept back


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes out with a message.

    ``mime`` was read from its content, ``size`` is in bytes; ``name`` ends as files of its type
    do. ``read`` gives the bytes; it raises SendError where they are gone.
    """

    id: str
    kind: MediaKind
    mime: str
    size: int
    name: str = field(repr=False)
    read: Callable[[], Awaitable[bytes]] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Outbound:
    """A message on its way to a door, or what is to become of one that was sent.

    ``sent`` are the provider's ids of its parts that were sent; the next one is due. ``chosen`` is
    the id of the choice that was made. ``last_heard`` is when the person last wrote from this
    address. ``nudged``: they were asked to write, so that this may be sent. ``file`` goes with the
    words, which may be missing then.
    """

    id: str
    address: Address
    author: Author
    text: str = field(repr=False)
    language: str
    choices: tuple[Choice, ...] = ()
    sensitive: bool = False
    act: Act = Act.SEND
    sent: tuple[str, ...] = ()
    chosen: str | None = None
    last_heard: datetime | None = None
    nudged: bool = False
    file: Enclosure | None = None


MICROS = 1_000_000
"""How costs are counted: in millionths of the currency of the provider's account."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What sending one part costs: ``segments`` of SMS, ``micros`` millionths of the currency."""

    segments: int
    micros: int


@dataclass(frozen=True, slots=True)
class Sent:
    """One part was taken by the provider.

    ``more``: parts of the same message are left. ``rest``: parts are left that are sent only when
    the person asks for them. ``cost`` is None where sending is free.
    """

    provider_id: str | None = None
    more: bool = False
    rest: bool = False
    cost: Estimate | None = None


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What a provider says later of part ``part`` (from 0) of our message ``message_id``.

    ``code`` says why it failed, ``trouble`` what that means for the address. Reports come in any
    order and more than once. ``nudge``: it is about what asked the person to write, so that this
    message may be sent; ``part`` means nothing then.
    """

    message_id: str
    part: int
    state: Delivery
    provider_id: str | None = None
    code: str | None = None
    trouble: Trouble | None = None
    nudge: bool = False


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
    OPTED_OUT = "opted_out"  # the person wants no messages here
    CLOSED = "closed"  # nothing may be sent here before the person writes
    NUDGED = "nudged"  # the person was asked to write; it is sent when they do


class SendError(Exception):
    """A failed send: what to do about it, and a code that an operator may read."""

    def __init__(
        self,
        trouble: Trouble,
        code: str,
        after: float | None = None,
        provider_id: str | None = None,
    ) -> None:
        """``code`` is short and holds no personal data. ``after`` are the seconds that the
        provider asks us to wait; such a wait is no failed attempt. ``provider_id`` names what
        asked the person to write."""
        super().__init__(code)
        self.provider_id = provider_id
        self.trouble = trouble
        self.code = code
        self.after = after


@runtime_checkable
class KeepsBack(Protocol):
    """A door that sends some parts of a message only when the person asks for them."""

    def keeps_back(self, message: Outbound) -> bool:
        """Whether such parts are left behind the next one."""
        ...


@dataclass(frozen=True, slots=True)
class DoorReport:
    """How a door stands: a code of what is wrong, or None, and how much waits before it."""

    channel: str
    problem: str | None
    since: datetime
    pending: int | None = None


class Channel(Protocol):
    """What outbox and spine need of a door."""

    name: str
    form: Form
    idempotent: bool
    """Sending the same message id twice shows it once, so an interrupted send may be repeated."""
    retract_within: timedelta | None
    """For how long a sent message can be taken back, None where it cannot."""
    files: Mapping[str, int]
    """The media types of files that can be sent, each with how many bytes one may have at most."""

    async def send(self, message: Outbound) -> Sent:
        """Carry out ``message.act`` for the next part that is due; raise SendError."""
        ...

    async def fetch(self, media: Media, most: int) -> bytes:
        """The file behind ``media.ref``, of ``most`` bytes at most; raise SendError."""
        ...

    async def thinking(self, address: Address) -> None:
        """Show the person that an answer is being made; never raises."""
        ...

    def estimate(self, message: Outbound) -> Estimate | None:
        """What sending the next part will cost; None where it is free."""
        ...
