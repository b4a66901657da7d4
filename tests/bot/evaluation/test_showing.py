"""What people see of an evaluation: tables in 100 columns, one page that needs nothing else."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from playwright.async_api import Browser
from rich.console import Console

from bot.evaluation.page import heat_map, page
from bot.evaluation.table import WIDTH, show, show_comparison
from nlu.evaluation.classes import Confusion
from nlu.evaluation.compare import compare
from nlu.evaluation.report import Report
from nlu.evaluation.summary import summarise
from tests.nlu.evaluation.builders import outcome, report

TEXT = "<b>zajednica</b>"


def example() -> Report:
    """A report with something in every table."""
    return report(
        outcome("greet", "greet", variety="ar-latn", confidence=0.99),
        outcome("need_psychosocial", "kosovar_returnee", variety="sr-cyrl", text=TEXT),
        outcome("violence_abuse|detained", "detained", union="P1", model="P1", urgency=0.7),
    )


def printed(found: Report) -> str:
    """The tables as text."""
    out = Console(file=io.StringIO(), width=WIDTH)
    show(summarise(found), out)
    show_comparison(compare(found, found), out)
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


def test_the_tables_fit_and_cut_nothing() -> None:
    told = printed(example())
    assert max(len(line) for line in told.splitlines()) <= WIDTH
    assert "…" not in told
    assert re.search(r"intent right\s+66\.7% \(2 of 3, 21% to 94%\)", told)
    assert re.search(r"need_psychosocial\s+kosovar_returnee\s+1", told)
    assert re.search(r"violence_abuse\s+100\.0%\s+1 of 1", told)
    assert "m1 against m1: same" in told


def test_the_tables_show_a_report_without_urgent_messages() -> None:
    assert re.search(r"sea_report\s+-\s+0 of 0", printed(report(outcome())))


def test_texts_stand_in_the_page_only_where_asked_for() -> None:
    assert "zajednica" not in page(example())
    told = page(example(), texts=True)
    assert "&lt;b&gt;zajednica&lt;/b&gt;" in told
    assert TEXT not in told


def test_the_page_needs_nothing_else() -> None:
    told = page(example(), compare(example(), example()))
    assert "<script" not in told
    assert not re.search(r"(?:src|href)=\"(?!#)", told)
    addresses = re.findall(r"https?://[\w./]+", told)
    assert [one for one in addresses if not one.startswith("http://www.w3.org/")] == []
    assert told.count('role="img"') == 4
    assert told.count("<svg") == 4


def test_the_heat_map_holds_the_pairs_and_what_crosses_them() -> None:
    confusions = [Confusion("a", "x", 5), Confusion("b", "y", 3), Confusion("a", "y", 1)]
    found = heat_map(confusions, pairs=2)
    assert (found.read, found.rows) == (["x", "y"], {"a": [5, 1], "b": [0, 3]})
    assert found.most == 5


def test_a_page_without_mistakes() -> None:
    assert "Nothing was misread." in page(report(outcome()))


@pytest.mark.parametrize("width", [320, 1280])
async def test_the_page_fits_the_screen(browser: Browser, tmp_path: Path, width: int) -> None:
    path = tmp_path / "report.html"
    path.write_text(page(example(), texts=True), encoding="utf-8")
    opened = await browser.new_page(viewport={"width": width, "height": 800})
    await opened.goto(path.as_uri())
    assert await opened.evaluate("document.documentElement.scrollWidth") == width
    pictures = await opened.get_by_role("img").all()
    names = [await one.get_attribute("aria-label") for one in pictures]
    assert len(names) == 4
    assert all(name and "table" in name for name in names)
