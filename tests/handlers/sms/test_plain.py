"""Nothing unseen, and nothing that costs by accident."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smsutil import is_valid_gsm

from handlers.sms.plain import plain

HEART = "❤\ufe0f"
FAMILY = "👩\u200d👧"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Hello” – it’s 8:00…", '"Hello" - it\'s 8:00...'),
        ("Prix\u00a0: 5\u202f€", "Prix : 5 €"),
        ("«\u00a0Salut\u00a0»", '" Salut "'),
        ("a\u2066b\u2069 \u200fc\u200e", "ab c"),
        ("soft\u00adhyphen zero\u200bwidth\ufeff", "softhyphen zerowidth"),
        ("one\r\ntwo\u2028three\rfour", "one\ntwo\nthree\nfour"),
        ("tab\there \x00\x1b\x07", "tab here "),
        ("caf" + "e\u0301", "café"),
        ("half \ud83d", "half "),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("می\u200c خواهم\u200c", "می خواهم"),
        ("me\u200cat", "meat"),
        ("«سلام» – خوبی…", "«سلام» – خوبی…"),
        ("شماره \u2066+383 38\u2069", "شماره +383 38"),
        (f"{FAMILY} {HEART}", f"{FAMILY} {HEART}"),
        ("što je «ovo»", "što je «ovo»"),
    ],
)
def test_what_becomes_of_it(text: str, expected: str) -> None:
    assert plain(text) == expected


@given(st.text())
def test_letters_and_digits_are_never_lost(text: str) -> None:
    def solid(words: str) -> list[str]:
        normal = unicodedata.normalize("NFC", words)
        return [char for char in normal if unicodedata.category(char)[0] in "LN"]

    assert solid(plain(text)) == solid(
        text.replace("×", "x") if is_valid_gsm(plain(text)) else text
    )


@given(st.text())
def test_twice_is_once_and_nothing_unseen_is_left(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    assert not any(char in once for char in "\u200b\u200e\u200f\u2066\u2069\ufeff\r\t\x1b")


@given(
    st.lists(st.sampled_from(["Hello ", "è", "“", "”", "’", "—", "…", "\u00a0", "\u200c", "•"]))
)
def test_typography_alone_never_makes_it_dear(parts: list[str]) -> None:
    text = plain("".join(parts))
    assert text == "" or is_valid_gsm(text)
