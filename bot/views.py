"""What the desk shows: frozen, opened, ready for a page. No page needs to ask for more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.messages import DoorReport, Estimate
from bot.policy import Interpreter
from bot.store.audio import MACHINE, PERSON, Recording
from bot.store.call_records import StaffPhone
from bot.store.records import (
    Attachment,
    Case,
    Conversation,
    Correction,
    DayCost,
    Edit,
    Event,
    Found,
    Line,
    Look,
    Staff,
    StaffSession,
)
from bot.store.search import Wanted

# Pages know the store's records by these names, and nothing else of the store.
__all__ = [
    "MACHINE",
    "PERSON",
    "Attachment",
    "Case",
    "CaseView",
    "Conversation",
    "ConversationView",
    "Correction",
    "CostsView",
    "DayCost",
    "DoorReport",
    "Edit",
    "Estimate",
    "Event",
    "FileView",
    "Found",
    "Line",
    "Look",
    "NoteView",
    "OtherTalk",
    "Page",
    "PhoneView",
    "QueueRow",
    "Recording",
    "Staff",
    "StaffPhone",
    "StaffSession",
    "Wanted",
]


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One case in the queue. ``holder`` is the display name of the operator who has it;
    ``waited`` runs until somebody claims the case. ``on_line``: the caller waits on the line;
    ``wants_call``: they asked to be called back."""

    case: Case
    holder: str | None
    overdue: bool
    waited: timedelta
    on_line: bool = False
    wants_call: bool = False


@dataclass(frozen=True, slots=True)
class PhoneView:
    """How a case stands with the phone, for one colleague.

    ``state`` is a code of how far the last call for the case has come, "" where there was none,
    ``trouble`` why it was not made, ``who`` the colleague who is called; ``live``: it is under
    way. ``on_line``: the caller waits on the line. ``own``: this colleague has a number, so that
    they can be called. ``reach``: the person has one. ``speaking``: this colleague speaks with
    them now, so that ``colleagues`` and ``interpreters`` can be asked to join, those of the
    case's language first.
    """

    state: str
    trouble: str | None
    who: str
    live: bool
    on_line: bool
    own: bool
    reach: bool
    speaking: bool
    colleagues: tuple[StaffPhone, ...] = ()
    interpreters: tuple[Interpreter, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteView:
    """A colleague-only note; ``text`` is None once the person was erased."""

    at: datetime
    author: str
    text: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class FileView:
    """A file that came or went, opened."""

    content: bytes = field(repr=False)
    mime: str
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OtherTalk:
    """What the same caller said on another address. ``case_number`` is the latest case of it,
    ``link_id`` what links the two, None where both have one number or a third one links them."""

    conversation: Conversation
    case_number: str | None
    link_id: str | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with everything that was said. ``mine``: this user may reply; ``waited`` runs
    until somebody claims the case, or until it is closed unclaimed. ``corrections``,
    ``attachments``, ``edits`` and ``costs`` are by message id; ``caller_name`` is "" where the
    channel gave none. ``ways`` are other channels that are open to the person, ``otherwise`` the
    channels of messages that took one of them, by message id. ``others`` are the caller's
    conversations on other addresses. ``files`` are by channel the media types that can be sent
    there, each with how many bytes one may have. ``phone`` is None where nobody can be called."""

    case: Case
    conversation: Conversation
    lines: tuple[Line, ...]
    corrections: Mapping[str, Correction]
    events: tuple[Event, ...]
    notes: tuple[NoteView, ...]
    names: Mapping[str, str]
    holder: str | None
    mine: bool
    overdue: bool
    waited: timedelta
    address_status: str
    attachments: Mapping[str, tuple[Attachment, ...]]
    edits: Mapping[str, tuple[Edit, ...]]
    ways: tuple[str, ...]
    otherwise: Mapping[str, str]
    caller_name: str = field(repr=False)
    others: tuple[OtherTalk, ...] = ()
    costs: Mapping[str, Estimate] = field(default_factory=dict)
    phone: PhoneView | None = None
    files: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConversationView:
    """A conversation as a manager reads it, with the traces of earlier looks."""

    conversation: Conversation
    lines: tuple[Line, ...]
    corrections: Mapping[str, Correction]
    events: tuple[Event, ...]
    cases: tuple[Case, ...]
    looks: tuple[Look, ...]
    names: Mapping[str, str]
    attachments: Mapping[str, tuple[Attachment, ...]]
    edits: Mapping[str, tuple[Edit, ...]]
    otherwise: Mapping[str, str]
    costs: Mapping[str, Estimate] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CostsView:
    """What messages cost from ``first`` to ``last``, newest day first; ``today`` and
    ``ceiling`` (of a day, or None) are millionths of the account's currency."""

    first: date
    last: date
    days: tuple[DayCost, ...]
    today: int
    ceiling: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of found conversations. ``number`` counts from 1."""

    found: tuple[Found, ...]
    total: int
    number: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))
