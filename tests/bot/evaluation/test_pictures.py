"""What the chart library does behind our back."""

from __future__ import annotations

import sys

from bot.evaluation.pictures import accuracy_by_length
from nlu.evaluation.summary import summarise
from tests.nlu.evaluation.builders import outcome, report


def test_no_import_hook_of_the_library_stays_behind() -> None:
    assert [one for one in sys.meta_path if not hasattr(one, "find_spec")] == []


def test_a_picture_takes_the_colours_of_the_page() -> None:
    drawn = accuracy_by_length(summarise(report(outcome())))
    assert "var(--one)" in drawn
    assert "var(--ink)" in drawn
