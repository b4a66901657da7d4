"""Long texts in pieces."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.splitting import split, units

FAMILY = "👩\u200d👧\u200d👦"
LETTERS = st.sampled_from(
    ["a", "ب", " ", "\n", "\n\n", ". ", "؟ ", "۔ ", "… ", "e\u0301", "بَ", "ی\u200cها",
     "🙂", FAMILY, "👍\U0001f3fd", "🇽🇰", "❤\ufe0f"]
)  # fmt: skip
TEXTS = st.lists(LETTERS, max_size=60).map("".join)


def pieces(text: str, most: int) -> list[str]:
    """``text`` in pieces of ``most`` UTF-16 units at most."""
    return list(split(text, lambda piece: units(piece) <= most))


def squeezed(text: str) -> str:
    """``text`` without its blanks."""
    return "".join(text.split())


@pytest.mark.parametrize("text", ["", "a", "é", "سلام", "🙂", FAMILY, "a🙂b"])
def test_length_is_counted_as_telegram_counts(text: str) -> None:
    assert units(text) == len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("short", 10, ["short"]),
        ("", 10, []),
        ("  \n ", 10, []),
        ("one two. three\n\nfour five six", 22, ["one two. three", "four five six"]),
        ("one two. three four five", 20, ["one two.", "three four five"]),
        ("هل؟ نعم. لا۔ ربما… غدا", 16, ["هل؟ نعم. لا۔", "ربما… غدا"]),
        ("one two three", 9, ["one two", "three"]),
        ("a\n\nbbb ccc ddd eee", 16, ["a\n\nbbb ccc ddd", "eee"]),
        ("version 1.5 is out", 12, ["version 1.5", "is out"]),
        ("abcdef", 4, ["abcd", "ef"]),
        ("🙂🙂🙂", 5, ["🙂🙂", "🙂"]),
        ("🇽🇰🇦🇱", 6, ["🇽🇰", "🇦🇱"]),
        (f"{FAMILY}{FAMILY}", 10, [FAMILY, FAMILY]),
    ],
)
def test_where_it_is_cut(text: str, most: int, expected: list[str]) -> None:
    assert pieces(text, most) == expected


@given(TEXTS, st.integers(12, 40))
def test_every_piece_fits_and_nothing_is_lost(text: str, most: int) -> None:
    found = pieces(text, most)
    assert all(0 < units(piece) <= most for piece in found)
    assert squeezed("".join(found)) == squeezed(text)


@given(TEXTS, st.integers(12, 40))
def test_no_letter_is_cut(text: str, most: int) -> None:
    for piece in pieces(text, most):
        assert not unicodedata.category(piece[0]).startswith("M")
        assert piece[0] not in "\u200d\u200c\U0001f3fd"
        assert not piece.endswith("\u200d")
        assert sum("\U0001f1e6" <= char <= "\U0001f1ff" for char in piece) % 2 == 0


@given(st.text(max_size=200), st.integers(1, 20))
def test_whatever_it_is_it_comes_to_an_end(text: str, most: int) -> None:
    found = pieces(text, most)
    assert all(found)
    assert squeezed("".join(found)) == squeezed(text)
