"""``./infoline suggest`` from one end to the other, on a deployment of its own."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import cli
from bot.app import build, open_database
from bot.config import load
from bot.errors import BadInputError, ForbiddenError
from tests.builders import Clock, say

HEADER = "id\tlanguage-script\twhy\tguess\tconfidence\tintent\ttext\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder in which a manager corrected one message of a caller."""

    async def fill() -> None:
        clock = Clock()
        settings = load(data=tmp_path / "var", nlu_url=None)
        _, store = await open_database(settings, clock.now)
        app = build(settings, store, clock.now)
        await say(app, "ismi Youssef, chhal khassni nkhelles f tiyyara")
        async with store.write() as unit:
            await unit.office.add("mira", "Mira", "manager", "hash", must_change=False)
            mira = await unit.office.by_name("mira")
            [talk] = await unit.corrections.talks_since(clock.moment.replace(year=2000))
        assert mira
        await app.desk.correct(mira, talk, 1, ["avrr_cost"])
        await store.close()

    asyncio.run(fill())
    return tmp_path / "var"


def _run(data: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["suggest", "--data", str(data), *words])


def test_suggested_accepted_listed_and_taken_back(data: Path, tmp_path: Path) -> None:
    shown = _run(data, "--by", "mira", "--since", "2026-11-01", "--language", "ar-latn")
    assert shown.exit_code == 0
    assert shown.stdout.startswith(HEADER)
    [line] = shown.stdout.removeprefix(HEADER).splitlines()
    assert line.endswith("\tavrr_cost\tismi X, chhal khassni nkhelles f tiyyara")
    assert "read each line before you accept it" in shown.stderr
    file = tmp_path / "sheet.tsv"
    file.write_text(shown.stdout, encoding="utf-8")
    taken = _run(data, "--by", "mira", "--accept", str(file))
    assert "1 of 1 examples are new" in taken.stderr
    assert (data / "examples" / "ar" / "latn" / "accepted.yaml").stat().st_mode & 0o77 == 0
    assert _run(data, "--by", "mira", "--since", "2026-11-01").stdout == HEADER
    listed = _run(data, "--list-accepted").stdout.split("\t")
    assert listed[1:4] == ["ar-latn", "avrr_cost", "corrected"]
    assert "is withdrawn" in _run(data, "--withdraw", listed[0]).stderr
    assert _run(data, "--list-accepted").stdout == ""


def test_nobody_reads_or_accepts_without_a_name(data: Path, tmp_path: Path) -> None:
    (tmp_path / "sheet.tsv").write_text(HEADER, encoding="utf-8")
    accepting = ("--accept", str(tmp_path / "sheet.tsv"))
    for words in ((), accepting):
        refused = _run(data, *words)
        assert isinstance(refused.exception, BadInputError)
        assert refused.stdout == ""
        stranger = _run(data, *words, "--by", "nobody")
        assert isinstance(stranger.exception, ForbiddenError)
        assert stranger.stdout == ""


def test_a_language_that_is_not_taught_is_refused(data: Path) -> None:
    refused = _run(data, "--by", "mira", "--language", "klingon")
    assert isinstance(refused.exception, BadInputError)
    assert "ar-latn" in refused.exception.message
