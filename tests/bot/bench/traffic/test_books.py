"""What became of each message, from books that are known beforehand."""

from __future__ import annotations

import pytest

from bot.bench.traffic.books import Book, Entry, Fate, fates, first_answers

ASKED = (1, 4)
WHOLE = Book(
    offered=ASKED,
    stored=ASKED,
    entries=(
        Entry(1),
        Entry(None, "sent", (2,)),
        Entry(None, "sent", (3,)),
        Entry(4),
        Entry(None, "sent", (5, 6)),
    ),
    accepted=(2, 3, 5, 6),
)


def book(
    *entries: Entry,
    accepted: tuple[int, ...] = (),
    stored: tuple[int, ...] = ASKED,
) -> Book:
    """A book of two questions."""
    return Book(ASKED, stored, entries, accepted)


def found(book: Book) -> dict[Fate, int]:
    """What happened at least once."""
    return {fate: count for fate, count in fates(book).items() if count}


def test_all_is_well() -> None:
    assert found(WHOLE) == {Fate.STORED_ONCE: 2, Fate.ANSWERED_ONCE: 2}
    assert list(first_answers(WHOLE)) == [(1, 2), (4, 5)]


def test_what_was_never_stored_is_lost() -> None:
    assert found(book(Entry(1), stored=(1,))) == {
        Fate.STORED_ONCE: 1,
        Fate.LOST: 1,
        Fate.SILENT: 1,
        Fate.NEVER: 1,
    }


def test_what_was_stored_twice_and_had_two_turns() -> None:
    lines = (Entry(1), Entry(None, "sent", (2,)), Entry(1), Entry(None, "sent", (3,)), Entry(4))
    assert found(book(*lines, accepted=(2, 3), stored=(1, 1, 4))) == {
        Fate.STORED_TWICE: 1,
        Fate.STORED_ONCE: 1,
        Fate.ANSWERED_TWICE: 2,
        Fate.SILENT: 1,
    }


@pytest.mark.parametrize(
    ("status", "fate"),
    [
        ("queued", Fate.WAITING),
        ("sending", Fate.WAITING),
        ("failed", Fate.FAILED),
        ("unknown", Fate.UNKNOWN),
        ("sent", Fate.ANSWERED_ONCE),
    ],
)
def test_the_worst_line_decides_about_its_turn(status: str, fate: Fate) -> None:
    entries = (Entry(1), Entry(None, "sent", (2,)), Entry(None, status), Entry(4))
    assert found(book(*entries, accepted=(2,)))[fate] == 1


def test_an_unknown_line_accounts_for_one_message_between_its_neighbours() -> None:
    entries = (
        Entry(1),
        Entry(None, "sent", (2,)),
        Entry(None, "unknown", shown=True),
        Entry(None, "unknown", (6,)),
        Entry(4),
        Entry(None, "sent", (9,)),
    )
    both = found(book(*entries, accepted=(2, 3, 6, 7, 9)))
    assert (Fate.SENT_TWICE in both, both[Fate.UNKNOWN_ARRIVED]) == (False, 2)
    assert found(book(*entries, accepted=(2, 3, 5, 6, 9)))[Fate.SENT_TWICE] == 1
    assert found(book(*entries, accepted=(2, 6, 9, 10)))[Fate.SENT_TWICE] == 1
    unknown = found(book(*entries, accepted=(2, 6, 9)))
    assert (unknown[Fate.UNKNOWN_LINES], unknown[Fate.UNKNOWN_SHOWN]) == (2, 1)


@pytest.mark.parametrize(
    ("arrived", "twice"), [((), 2), ((3,), 1), ((3, 7), 0)], ids=["none", "one", "both"]
)
def test_where_the_provider_tells_whose_a_message_is_nothing_is_guessed(
    arrived: tuple[int, ...], twice: int
) -> None:
    entries = (
        Entry(1),
        Entry(None, "sent", (2,), arrived=()),
        Entry(None, "unknown", arrived=arrived),
        Entry(4),
    )
    told = found(book(*entries, accepted=(2, 3, 7)))
    assert (told.get(Fate.SENT_TWICE, 0), told.get(Fate.UNKNOWN_ARRIVED, 0)) == (twice, 2 - twice)


def test_a_message_that_no_line_accounts_for_was_sent_twice() -> None:
    assert found(Book(ASKED, ASKED, WHOLE.entries, (2, 3, 5, 6, 7)))[Fate.SENT_TWICE] == 1


def test_a_line_that_nobody_got_is_found() -> None:
    assert found(Book(ASKED, ASKED, WHOLE.entries, (2, 3, 5)))[Fate.NOT_THERE] == 1


@pytest.mark.parametrize(
    "disorder",
    [
        Book(ASKED, (4, 1), WHOLE.entries, WHOLE.accepted),
        Book(ASKED, ASKED, (Entry(4), Entry(1)), ()),
        Book(ASKED, ASKED, (Entry(1), Entry(None, "sent", (3,)), Entry(4, None, (2,))), (2, 3)),
    ],
)
def test_disorder_is_seen_wherever_it_is(disorder: Book) -> None:
    assert found(disorder)[Fate.OUT_OF_ORDER] == 1
