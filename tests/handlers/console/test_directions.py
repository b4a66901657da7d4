"""Numbers in right-to-left words, as a page shows them."""

from __future__ import annotations

import pytest

from handlers.console.directions import isolated


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("رقمي +383 44 123 456 شكرا", ["+383 44 123 456"]),
        ("شماره (044) 123-456 است", ["(044) 123-456"]),
        ("في 10:30 يوم 24.11.2026", ["10:30", "24.11.2026"]),
        ("الغرفة 3. 4 أشخاص", ["3", "4"]),
        ("رقم ۰۴۴ ۱۲۳", ["۰۴۴ ۱۲۳"]),
        ("لا رقم هنا", []),
        ("call +383 44 123 456", []),
    ],
)
def test_each_number_stands_apart(text: str, apart: list[str]) -> None:
    shown = str(isolated(text))
    assert [piece.split("</bdi>")[0] for piece in shown.split('<bdi dir="ltr">')[1:]] == apart
    assert shown.replace('<bdi dir="ltr">', "").replace("</bdi>", "") == text


@pytest.mark.parametrize("text", ["<b>1</b>", "سلام <b>1</b> & 2 \"3\" '4'"])
def test_nothing_in_it_is_markup(text: str) -> None:
    shown = str(isolated(text))
    assert "<b>" not in shown
    assert "&lt;b&gt;" in shown
