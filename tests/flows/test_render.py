"""Names, days and times as people of a language write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from flows.load import load
from flows.render import Renderer

RENDERER = Renderer(load())


@pytest.mark.parametrize(
    ("template", "language", "expected"),
    [
        ("{{ code | country }}", "en", "Morocco"),
        ("{{ code | country }}", "ar", "المغرب"),
        ("{{ code | country }}", "sr", "Maroko"),
        ("{{ moment | when }}", "en", "Tuesday, 24 November 2026, 08:05"),
        ("{{ moment | when }}", "fr", "mardi 24 novembre 2026, 08:05"),
        ("{{ moment | when }}", "sr", "utorak, 24. novembar 2026., 08:05"),
        ("{{ day | day }}", "es", "24 de noviembre de 2026"),
    ],
)
def test_values_are_written_in_the_language(template: str, language: str, expected: str) -> None:
    values = {
        "code": "MA",
        "moment": datetime(2026, 11, 24, 8, 5, tzinfo=UTC),
        "day": date(2026, 11, 24),
    }

    assert RENDERER.filled(template, language, values) == expected


def test_what_is_no_country_code_stays_as_it_was_typed() -> None:
    assert RENDERER.country("Kurdistan", "en") == "Kurdistan"


def test_an_unknown_variable_is_an_error_and_not_a_hole() -> None:
    with pytest.raises(UndefinedError):
        RENDERER.filled("{{ nobody }}", "en", {})


def test_a_template_cannot_reach_into_python() -> None:
    with pytest.raises(SecurityError):
        RENDERER.filled("{{ ''.__class__.__mro__ }}", "en", {})


def test_a_message_has_an_end() -> None:
    assert len(RENDERER.filled("{{ 'x' * 90000 }}", "en", {})) == 4000
