"""What a page declares is what its template shows: no more, no less."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

import pytest
from jinja2 import meta, nodes

from handlers.console.accounts import AccountsPage
from handlers.console.case_view import CasePage, CaseParts
from handlers.console.costs import CostsPage
from handlers.console.failures import FailurePage
from handlers.console.login import LoginPage, PasswordPage
from handlers.console.meaning import MeaningPage
from handlers.console.phone import PhonePage
from handlers.console.queue import QueuePage, QueueRows
from handlers.console.recordings import LanguagePage, RecordingsPage, SheetPage
from handlers.console.render import FOLDER, Page, environment
from handlers.console.transcript_page import TranscriptPage
from handlers.console.transcripts import TranscriptsPage

PAGES: tuple[type[Page], ...] = (
    AccountsPage,
    CasePage,
    CaseParts,
    CostsPage,
    FailurePage,
    LanguagePage,
    LoginPage,
    MeaningPage,
    PasswordPage,
    PhonePage,
    QueuePage,
    QueueRows,
    RecordingsPage,
    SheetPage,
    TranscriptPage,
    TranscriptsPage,
)
SHARED = {
    "base.html",
    "macros.html",
    "case_card.html",
    "case_lines.html",
    "case_notes.html",
    "case_phone.html",
}


def _files(template: str) -> Iterator[str]:
    """The template with everything that it extends and includes."""
    environment_ = environment()
    source = (FOLDER / "templates" / template).read_text(encoding="utf-8")
    yield template
    for node in environment_.parse(source).find_all((nodes.Extends, nodes.Include)):
        assert isinstance(node.template, nodes.Const)
        yield from _files(node.template.value)


def _shown(template: str) -> set[str]:
    names: set[str] = set()
    for file in _files(template):
        source = (FOLDER / "templates" / file).read_text(encoding="utf-8")
        tree = environment().parse(source)
        # A block does not see that its file imported a macro at the top.
        macros = {str(name) for node in tree.find_all(nodes.FromImport) for name in node.names}
        names |= meta.find_undeclared_variables(tree) - macros
    return names


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.template)
def test_declared_is_shown(page: type[Page]) -> None:
    assert {field.name for field in fields(page)} == _shown(page.template)


def test_every_template_belongs_to_a_page() -> None:
    files = {path.name for path in (FOLDER / "templates").iterdir()}
    assert files - SHARED == {page.template for page in PAGES}


def test_nothing_is_marked_as_safe_and_nothing_is_inline() -> None:
    for path in (FOLDER / "templates").iterdir():
        text = path.read_text(encoding="utf-8")
        for forbidden in ("|safe", "| safe", "autoescape false", "<style", " style=", " onclick="):
            assert forbidden not in text, path.name
        assert text.count("<script") == text.count('<script src="/console/static/')
