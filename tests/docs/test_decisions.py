"""Decisions name numbers and examples; those that the code knows are held against it."""

from __future__ import annotations

import re

import pytest

from bot.config import ROOT
from bot.conversation import LEASE, MAX_ATTEMPTS
from bot.store.columns import metadata
from bot.triage import P0_AT, URGENT_AT
from nlu.alarm import KINDS
from nlu.safety import alarms

DECISIONS = ROOT / "docs" / "decisions"
FALSE_ALARMS = re.findall(
    r'^\| "([^"]+)" \| (\w+) \|',
    (DECISIONS / "danger-words.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)


def test_false_alarms_are_listed() -> None:
    assert len(FALSE_ALARMS) >= 4
    assert {alarm for _message, alarm in FALSE_ALARMS} <= set(KINDS)


@pytest.mark.parametrize(("message", "alarm"), FALSE_ALARMS)
def test_a_listed_false_alarm_still_fires(message: str, alarm: str) -> None:
    assert alarm in [raised.name for raised in alarms(message)]


@pytest.mark.parametrize("quiet", ["I am dying of laughter", "my phone is dying"])
def test_the_idioms_that_are_named_stay_quiet(quiet: str) -> None:
    assert alarms(quiet) == ()


def test_the_confidence_that_is_named_is_the_one_in_use() -> None:
    said = (DECISIONS / "danger-words.md").read_text(encoding="utf-8")
    assert f"{P0_AT:.2f} (P0) or {URGENT_AT:.2f} (P0 and P1)" in said


def test_the_lease_and_the_attempts_are_those_of_the_spine() -> None:
    said = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert f"({LEASE.seconds} seconds)" in said
    assert {3: "three times"}[MAX_ATTEMPTS] in said


def test_every_sealed_column_is_counted_in_the_page_on_encryption() -> None:
    """A new sealed column needs a word on that page; this list says which one it has."""
    told = {
        "address.identifier": "identifier of an address",
        "address.name": "display name",
        "attachment.about": "with their names, places and the provider's handles",
        "attachment.content": "files that callers sent",
        "call.sid": "the provider's id of a call",
        "case_file.answers": "intake answers",
        "conversation.session": "where the flow stands",
        "inbound.payload": "the inbound message as it came",
        "message.choices": "labels of offered buttons",
        "message_edit.text": "what a message said after it was changed",
        "message.text": "texts in and out",
        "message.understood": "what was understood",
        "note.text": "notes of colleagues",
        "staff.phone": "a colleague's phone number",
    }
    sealed = {
        f"{table.name}.{column.name.removesuffix('_sealed')}"
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("_sealed")
    }
    said = (DECISIONS / "encryption.md").read_text(encoding="utf-8")
    assert sealed == set(told)
    assert [words for words in told.values() if words not in said] == []
