"""What is held of one person, in the database and at the double, and whether it fits together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.messages import Delivery

UNDER_WAY = (Delivery.QUEUED, Delivery.SENDING)


class Fate(StrEnum):
    """What became of one of the caller's messages, or of one answer."""

    STORED_ONCE = "stored_once"
    LOST = "lost"
    STORED_TWICE = "stored_twice"
    ANSWERED_ONCE = "answered_once"
    SILENT = "silent"  # its turn was taken, and nothing was to be said
    UNKNOWN = "unknown"  # an answer of its turn was cut off: a human is to look
    FAILED = "failed"
    WAITING = "waiting"
    NEVER = "never"
    ANSWERED_TWICE = "answered_twice"
    UNKNOWN_LINES = "unknown_lines"
    UNKNOWN_SHOWN = "unknown_shown"
    UNKNOWN_ARRIVED = "unknown_arrived"
    SENT_TWICE = "sent_twice"
    NOT_THERE = "not_there"  # noted as sent, and nobody got it
    OUT_OF_ORDER = "out_of_order"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the transcript. ``brought_by`` is the number of the caller's message that it is
    (None for ours), ``sent`` are the numbers of our messages that it became, ``shown`` says that
    its trouble was told to people. ``arrived`` are those that came for parts of it that are not
    noted as sent, None where nobody can tell."""

    brought_by: int | None
    status: str | None = None
    sent: tuple[int, ...] = ()
    shown: bool = False
    arrived: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """One person. Numbers are those of messages in the chat, in the order of each place:
    ``offered`` to the service, ``stored`` by it, ``accepted`` by the double from it."""

    offered: Sequence[int]
    stored: Sequence[int]
    entries: Sequence[Entry]
    accepted: Sequence[int]


def fates(book: Book) -> Counter[Fate]:
    """How often each thing happened."""
    found: Counter[Fate] = Counter()
    stored = Counter(book.stored)
    for number in book.offered:
        found[_stored(stored[number])] += 1
    turns = list(_turns(book))
    taken = Counter(number for number, _ in turns)
    found[Fate.NEVER] = sum(taken[number] == 0 for number in book.offered)
    for number, ours in turns:
        found[Fate.ANSWERED_TWICE if taken[number] > 1 else _answered(ours)] += 1
    unknown = [entry for entry in book.entries if entry.status == Delivery.UNKNOWN]
    found[Fate.UNKNOWN_LINES] = len(unknown)
    found[Fate.UNKNOWN_SHOWN] = sum(entry.shown for entry in unknown)
    known = {number for entry in book.entries for number in entry.sent}
    found[Fate.NOT_THERE] = len(known - set(book.accepted))
    orphans, unexplained = set(book.accepted) - known, _unexplained(book)
    found[Fate.SENT_TWICE] = len(unexplained)
    found[Fate.UNKNOWN_ARRIVED] = len(orphans - unexplained)
    found[Fate.OUT_OF_ORDER] = not _in_order(book)
    return found


def first_answers(book: Book) -> Iterator[tuple[int, int]]:
    """The caller's message and the first message that answered it, as numbers, turn by turn."""
    for number, ours in _turns(book):
        if ours and ours[0].sent:
            yield number, ours[0].sent[0]


def _stored(times: int) -> Fate:
    if times == 0:
        return Fate.LOST
    return Fate.STORED_ONCE if times == 1 else Fate.STORED_TWICE


def _turns(book: Book) -> Iterator[tuple[int, list[Entry]]]:
    """Each of the caller's lines with what was said until their next one."""
    number, ours = None, list[Entry]()
    for entry in book.entries:
        if entry.brought_by is None:
            ours.append(entry)
            continue
        if number is not None:
            yield number, ours
        number, ours = entry.brought_by, []
    if number is not None:
        yield number, ours


def _answered(ours: Sequence[Entry]) -> Fate:
    statuses = {entry.status for entry in ours}
    if not statuses:
        return Fate.SILENT
    if statuses.intersection(UNDER_WAY):
        return Fate.WAITING
    if Delivery.UNKNOWN in statuses:
        return Fate.UNKNOWN
    return Fate.FAILED if Delivery.FAILED in statuses else Fate.ANSWERED_ONCE


def _unexplained(book: Book) -> set[int]:
    """Messages that the double took and no line accounts for.

    A send that was cut off may have arrived. Where nobody can tell, its message stands between
    those of the lines before and behind, since a person's messages are sent one after the other.
    """
    known = {number for entry in book.entries for number in entry.sent}
    left = set(book.accepted) - known
    before = 0
    for place, entry in enumerate(book.entries):
        before = max((before, *entry.sent))
        if entry.arrived is not None:
            left -= set(entry.arrived)
        elif entry.status in (Delivery.UNKNOWN, Delivery.SENDING):
            later = [number for one in book.entries[place + 1 :] for number in one.sent]
            behind = min(later, default=float("inf"))
            left -= set(sorted(n for n in left if before < n < behind)[:1])
    return left


def _in_order(book: Book) -> bool:
    turns = [entry.brought_by for entry in book.entries if entry.brought_by is not None]
    sent = [number for entry in book.entries for number in entry.sent]
    return all(numbers == sorted(numbers) for numbers in (list(book.stored), turns, sent))
