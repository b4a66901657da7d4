"""What the queries give back: plain, opened, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.messages import (
    PRIORITIES,
    Act,
    Address,
    Author,
    Choice,
    Media,
    MediaKind,
    Owner,
    Priority,
)


def priority_number(priority: Priority) -> int:
    """0 for P0 to 4 for P4; the lower, the more urgent."""
    return PRIORITIES.index(priority)


@dataclass(frozen=True, slots=True)
class Person:
    """Who the infoline talks with, whatever the channel. ``linked``: they linked another one."""

    id: str
    language: str | None
    language_chosen: bool
    noticed: bool
    consent: bool | None
    linked: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """One address of a person, as a row.

    ``status`` is active, stopped (nothing unasked for until they write), opted_out (nothing at
    all until they ask for it), dead or erased. ``last_heard`` is when they last wrote from here.
    """

    id: str
    person_id: str
    address: Address = field(repr=False)
    hint: str | None
    status: str
    named: bool = False
    last_heard: datetime | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An inbound message that no turn has processed yet.

    ``external_hash`` stands for the provider's id, ``about_hash`` for that of the message that an
    edit changes, ``album_hash`` for an album.
    """

    seq: int
    id: str
    person_id: str
    address_id: str
    external_hash: str
    about_hash: str | None
    album_hash: str | None
    attempts: int
    received_at: datetime
    payload: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A stretch of talk on one address."""

    id: str
    person_id: str
    address_id: str
    channel: str
    state: str
    owner: Owner
    owner_version: int
    staff_id: str | None
    language: str | None
    opened_at: datetime
    last_at: datetime
    closed_at: datetime | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a transcript. ``text`` is None once the person was erased.

    ``ranked`` are all intents that were read with their confidences, the best first. ``quoted``
    is what the caller replied to.
    """

    id: str
    conversation_id: str
    n: int
    direction: str
    author: Author
    staff_id: str | None
    text: str | None = field(repr=False)
    choices: tuple[Choice, ...]
    text_key: str | None
    choice: str | None
    language: str | None
    script: str | None
    intent: str | None
    confidence: float | None
    ranked: tuple[tuple[str, float], ...]
    alarms: tuple[str, ...]
    triage: str | None
    degraded: bool
    sensitive: bool
    model_version: str | None
    content_version: str | None
    created_at: datetime
    status: str | None
    quoted: str | None = field(default=None, repr=False)
    forwarded: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """What a caller changed a message to."""

    message_id: str
    at: datetime
    text: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Attachment:
    """What came or went beside words, without its content.

    ``state`` is pending (being fetched), stored, refused or failed (``reason`` says why), or none
    where there is nothing to fetch, as for a place. ``size`` is in bytes.
    """

    id: str
    message_id: str
    kind: str
    mime: str | None
    size: int | None
    seconds: int | None
    state: str
    reason: str | None
    name: str | None = field(repr=False)
    latitude: float | None = field(repr=False)
    longitude: float | None = field(repr=False)
    live: bool
    note: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that a colleague sends; ``mime`` was read from its content."""

    kind: MediaKind
    mime: str
    name: str = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ToFetch:
    """A file that waits at its provider."""

    id: str
    person_id: str
    channel: str
    attempts: int
    media: Media


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says that a message means; no intents: it cannot be said."""

    message_id: str
    staff_id: str
    at: datetime
    intents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation with what people said that its messages mean, by message id.

    ``names`` are those under which the caller is known; none where nobody told.
    """

    conversation: Conversation
    lines: tuple[Line, ...]
    corrections: Mapping[str, Correction]
    names: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a conversation, as a code with parameters."""

    seq: int
    conversation_id: str | None
    case_id: str | None
    at: datetime
    kind: str
    actor: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """What was handed to people. ``answers`` is empty once the person was erased."""

    id: str
    number: str
    person_id: str
    conversation_id: str
    channel: str
    state: str
    priority: Priority
    topic: str
    language: str | None
    reason: str
    requested_human_at: datetime
    waiting_since: datetime
    due_at: datetime | None
    staff_id: str | None
    claimed_at: datetime | None
    closed_at: datetime | None
    outcome: str | None
    version: int
    answers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Queued:
    """An outgoing message that is due, or what is due to be done with one that was sent.

    ``chosen`` is the place of the pressed choice among the message's own, from 0. ``trouble`` is
    the code of why it waits or failed, ``nudge_id`` the provider's id of what last asked the
    person to write. ``keeps_back``: parts stay behind the next one until they are asked for.
    ``reserved`` are millionths of money that were kept for it when it was last sent.
    """

    seq: int
    message_id: str
    address_id: str
    channel: str
    attempts: int
    act: Act = Act.SEND
    chosen: int | None = None
    trouble: str | None = None
    nudge_id: str | None = None
    keeps_back: bool = False
    reserved: int | None = None


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who works at the desk."""

    id: str
    username: str
    display_name: str
    role: str
    password_hash: str = field(repr=False)
    must_change: bool
    active: bool


@dataclass(frozen=True, slots=True)
class StaffSession:
    """A login at the console."""

    staff: Staff
    csrf: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """A trace that somebody looked at something."""

    at: datetime
    username: str
    action: str
    conversation_id: str | None
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """One row of a search over conversations: no message text."""

    conversation: Conversation
    case_number: str | None
    priority: Priority | None
    messages: int
    intents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayCost:
    """What messages of one kind (automatic, urgent, person) cost on one day and channel.

    ``micros`` are millionths of the account's currency.
    """

    day: date
    channel: str
    kind: str
    messages: int
    segments: int
    micros: int


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to be tidied up at a provider; ``ref`` is its handle there."""

    id: str
    channel: str
    kind: str
    ref: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Link:
    """Two persons of ours who proved to be one; ``one_id`` made the code."""

    id: str
    one_id: str
    other_id: str
    made_at: datetime
