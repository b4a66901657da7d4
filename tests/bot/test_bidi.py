"""Numbers and addresses in right-to-left text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bidi import END_ISOLATE, ISOLATE, RTL_MARK, isolated, plain

OPEN, CLOSE, MARK = "⟨", "⟩", "¶"
MIXED = st.text(
    st.sampled_from("ابپ ښۍ ے\u064e\u200c 019٠۵۹ Kk-1.:/,()+#@%?!؟۔،\n«»“”🙂\u0301\U0001f1fd"),
    max_size=80,
)


def shown(text: str) -> str:
    """``text`` as it is sent, with signs that can be seen in a test."""
    names = {ISOLATE: OPEN, END_ISOLATE: CLOSE, RTL_MARK: MARK}
    return "".join(names.get(char, char) for char in isolated(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("فقط سلام", "فقط سلام"),
        ("شماره +383 44 123 456 است.", "شماره ⟨+383 44 123 456⟩ است."),
        ("شماره +383 (0)44-123 است", "شماره ⟨+383 (0)44-123⟩ است"),
        ("پرونده K-1234، امروز", "پرونده ⟨K-1234⟩، امروز"),
        ("پرونده (K-1234) امروز", "پرونده ⟨(K-1234)⟩ امروز"),
        ("پرونده (K-1234 امروز)", "پرونده (⟨K-1234⟩ امروز)"),
        ("پرونده (امروز K-1234) است", "پرونده (امروز ⟨K-1234⟩) است"),
        ("ساعت 09:00-17:00 باز", "ساعت ⟨09:00-17:00⟩ باز"),
        ("ساعت 09:00 – 17:00 باز", "ساعت ⟨09:00 – 17:00⟩ باز"),
        ("ساعت ۰۹:۰۰ تا ۱۷:۰۰", "ساعت ⟨۰۹:۰۰⟩ تا ⟨۱۷:۰۰⟩"),
        ("هاتف ٠٤٤ ١٢٣ ٤٥٦.", "هاتف ⟨٠٤٤ ١٢٣ ٤٥٦⟩."),
        ("برو به https://x.org/a?b=1&c=2#d.", "برو به ⟨https://x.org/a?b=1&c=2#d⟩."),
        ("برو به https://x.org/a/ الان", "برو به ⟨https://x.org/a/⟩ الان"),
        ("K-1234 شماره شما", "¶⟨K-1234⟩ شماره شما"),
        ("• 112 پلیس", "¶• ⟨112⟩ پلیس"),
        ("+383 44 123 456", "¶⟨+383 44 123 456⟩"),
        ("Hello, how are you?", "¶⟨Hello, how are you?⟩"),
        ("سلام\n112\nسلام 2", "سلام\n¶⟨112⟩\nسلام ⟨2⟩"),
        ("سازمان International Organization است", "سازمان ⟨International Organization⟩ است"),
        ("کد K-1. ساعت", "کد ⟨K-1⟩. ساعت"),
        ("۵۰% کم", "¶⟨۵۰%⟩ کم"),
    ],
)
def test_runs_are_wrapped(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_marks_that_turn_direction_around_do_not_come_from_outside() -> None:
    assert plain("a\u202eb\u2066c\u2069d\ud800e\x00") == "abcde"
    assert plain("نیم\u200cفاصله \u200f") == "نیم\u200cفاصله \u200f"


@given(MIXED)
def test_nothing_but_marks_is_added(text: str) -> None:
    marks = {ord(ISOLATE): None, ord(END_ISOLATE): None, ord(RTL_MARK): None}
    assert isolated(text).translate(marks) == text


@given(MIXED)
def test_every_sign_of_a_left_to_right_run_is_wrapped_and_nothing_from_right_to_left(
    text: str,
) -> None:
    for line in isolated(text).split("\n"):
        depth = 0
        for char in line:
            depth += (char == ISOLATE) - (char == END_ISOLATE)
            assert depth in (0, 1)
            direction = unicodedata.bidirectional(char)
            if direction in {"L", "EN", "AN"}:
                assert depth == 1
            if direction in {"R", "AL"} and char != RTL_MARK:
                assert depth == 0
        assert depth == 0


@given(MIXED)
def test_a_line_that_begins_with_a_run_is_right_to_left_all_the_same(text: str) -> None:
    for line in isolated(text).split("\n"):
        strong = [c for c in line if unicodedata.bidirectional(c) in {"L", "R", "AL", "EN", "AN"}]
        assert not strong or unicodedata.bidirectional(strong[0]) in {"R", "AL"}
