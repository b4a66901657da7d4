"""``voice`` as a person types it."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from bot.rendering import PROGRAM
from tests.bot.cli.running import run

spoken = pytest.mark.skipif(shutil.which(PROGRAM) is None, reason=f"{PROGRAM} is not installed")


@spoken
def test_a_tree_is_rendered_once_and_written_out(tmp_path: Path) -> None:
    data, out = tmp_path / "var", tmp_path / "out"
    asked = ("voice", "render", "--language", "sq", "--language", "ps", "--data", data)
    first = run(*asked[:1], *asked[1:], "--out", out)
    assert first.returncode == 0, first.stderr
    assert "ps: espeak-ng has no voice for it; nothing was made" in first.stderr
    with (out / "index.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, dialect="excel-tab"))
    assert f"sq: {len(rows)} made, 0 of words" in first.stderr
    assert len(rows) > 200
    assert {row["made by"] for row in rows} == {"machine"}
    assert sorted(path.name for path in out.glob("*.wav")) == sorted(row["file"] for row in rows)
    assert "menu.main.1.sq.wav" in {row["file"] for row in rows}
    again = run(*asked[:1], *asked[1:])
    assert "sq: 0 made, 0 of words" in again.stderr
    said = run("voice", "status", "--data", data).stdout.splitlines()
    [sq] = [line for line in said if line.startswith("sq: ")]
    assert sq.startswith("sq: needs recordings; recorded by people 0 of")
    assert f"by a machine {len(rows)}; stale 0; missing 0" in sq
    assert said.count("    placeholders are not possible: espeak-ng has no voice for it") == 1
    assert sum("not heard by callers" in line for line in said) == 1


def test_the_sheet_is_printed_with_numbers(tmp_path: Path) -> None:
    sheet = run("voice", "scripts", "--language", "fa", "--data", tmp_path / "var")
    rows = [line.split("\t") for line in sheet.stdout.splitlines()]
    assert [int(row[0]) for row in rows] == list(range(1, len(rows) + 1))
    assert {len(row) for row in rows} == {3}
    assert "drafts" in sheet.stderr


def test_what_is_missing_is_said_in_one_line(tmp_path: Path) -> None:
    absent = run("voice", "render", "--data", tmp_path / "var", PATH=str(tmp_path))
    assert absent.returncode == 2
    assert absent.stderr.startswith("infoline: espeak-ng is needed")
    wrong = run("voice", "scripts", "--language", "de", "--data", tmp_path / "var")
    assert wrong.returncode == 2
    assert "--language must be one of ar, fa, ps" in wrong.stderr
