"""A sheet goes out, comes back edited, and becomes examples: all of it or nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import BadInputError, NotFoundError
from bot.improvement import sheet
from bot.improvement.acceptance import accept, accepted, withdraw
from bot.improvement.suggestions import Suggestion

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
HEAD = "\t".join(sheet.COLUMNS)
GOOD = "m1.1\ten\tunsure\tavrr_what\t0.20\tavrr_cost\twhat must one pay in total for such a trip"


def _file(folder: Path, *lines: str, start: str = "") -> Path:
    path = folder / "sheet.tsv"
    path.write_text(start + "\n".join((HEAD, *lines)) + "\n", encoding="utf-8")
    return path


def _accept(folder: Path, *lines: str) -> int:
    return accept(folder / "examples", sheet.read(_file(folder, *lines)), "mira", AT)


def test_a_sheet_has_a_line_for_each_suggestion() -> None:
    suggestions = [
        Suggestion("ar-latn", "corrected", "greet", 0.912, "avrr_cost|menu", "bch7al", "m1"),
        Suggestion("en", "unsure", "", None, "", "no 'quotes', a, comma", ""),
    ]
    assert sheet.written(suggestions).splitlines() == [
        HEAD,
        "m1.1\tar-latn\tcorrected\tgreet\t0.91\tavrr_cost|menu\tbch7al",
        ".2\ten\tunsure\t\t\t\tno 'quotes', a, comma",
    ]


def test_what_names_an_intent_is_kept_with_its_provenance(tmp_path: Path) -> None:
    unwanted = "m1.2\ten\tunsure\tavrr_what\t0.20\t\tleft out, because nobody said what it means"
    assert _accept(tmp_path, GOOD, unwanted) == 1
    [one] = accepted(tmp_path / "examples")
    assert (one.variety, one.intent, one.why, one.model) == ("en", "avrr_cost", "unsure", "m1")
    assert (one.by, one.at) == ("mira", "2026-11-24T10:00:00+00:00")
    assert one.text == "what must one pay in total for such a trip"
    assert _accept(tmp_path, GOOD, unwanted) == 0


def test_a_sheet_that_a_spreadsheet_saved_is_read(tmp_path: Path) -> None:
    quoted = '"m1.1"\tar\tunsure\t\t\tavrr_cost\t"قالوا لي ""[ادفع]"" قبل كل شيء"'
    path = _file(tmp_path, quoted, "\t\t\t\t\t\t", start="\ufeff")
    accept(tmp_path, sheet.read(path), "mira", AT)
    assert [one.text for one in accepted(tmp_path)] == ["قالوا لي '(ادفع)' قبل كل شيء"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (GOOD.replace("avrr_cost", "dancing"), "line 3: dancing: no such intent"),
        (GOOD.replace("avrr_cost", "menu|avrr_cost"), "line 3: an example has one intent"),
        (GOOD.replace("\ten\t", "\txx\t"), "line 3: xx: not one of en, ar,"),
        (GOOD + " call 044 123 456", "line 3: still holds something like a name, a number"),
        (GOOD + " so" * 200, "line 3: 642 characters, at most 400"),
        (GOOD.replace("total", "all"), "line 3: differs by one word from an example of avrr_cost"),
        (GOOD.replace("avrr_cost", "avrr_what"), "line 3: is an example already"),
        (GOOD.replace("unsure", "because I say so"), "line 3: id and why must stay"),
        (GOOD.replace("m1.1", "Omar Ali.1"), "line 3: id and why must stay"),
        ("m1.1\ten\tunsure", "line 3: 3 fields, needs id, language-script,"),
    ],
)
def test_one_wrong_line_and_nothing_is_accepted(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(BadInputError) as raised:
        _accept(tmp_path, GOOD, line)
    assert said in raised.value.message
    assert "for such a trip" not in raised.value.message
    assert accepted(tmp_path / "examples") == []


def test_every_wrong_line_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as raised:
        _accept(tmp_path, GOOD.replace("avrr_cost", "a"), GOOD.replace("avrr_cost", "b"))
    assert raised.value.message.splitlines() == [
        "line 2: a: no such intent",
        "line 3: b: no such intent",
        "Nothing was accepted.",
    ]


def test_what_is_no_sheet_is_said(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff")
    for name in ("picture.png", "missing.tsv"):
        with pytest.raises(BadInputError, match="cannot be read"):
            sheet.read(tmp_path / name)


def test_taking_back(tmp_path: Path) -> None:
    _accept(tmp_path, GOOD)
    folder = tmp_path / "examples"
    [one] = accepted(folder)
    assert withdraw(folder, one.id) == one
    with pytest.raises(NotFoundError):
        withdraw(folder, one.id)
    (folder / "en" / "accepted.yaml").write_text("examples: [", encoding="utf-8")
    with pytest.raises(BadInputError, match=r"examples/en/accepted\.yaml: not YAML"):
        accepted(folder)
