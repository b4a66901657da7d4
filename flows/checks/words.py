"""What people must mend in texts: missing, too long, unused, with numbers written into them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from babel.numbers import get_currency_name, get_currency_symbol
from babel.units import format_unit

from flows.checks.said import labels, variables
from flows.content import FALLBACK_LANGUAGE, Content, Text
from flows.render import Renderer, locale

LIMITS = {"full": 900, "short": 200, "spoken": 300}
MAX_LABEL = 40
COUNTS = (1, 2, 3, 5, 11, 100)
UNITS = ("day", "week", "month", "year")
JINJA = re.compile(r"\{[{%].*?[}%]\}", re.DOTALL)
LONG_NUMBER = re.compile(r"\d(?:[\s./()-]?\d){2,}")


def missing(content: Content) -> Iterator[str]:
    """Keys that a language lacks, keys that English does not know, texts that nobody says."""
    said, shown = set(variables(content)), labels(content)
    english = content.texts[FALLBACK_LANGUAGE]
    yield from (f"texts/en.yaml: {key}: nobody says it" for key in english if key not in said)
    yield from (
        f"texts/en.yaml: label {key}: nobody shows it"
        for key in content.labels[FALLBACK_LANGUAGE]
        if key not in shown
    )
    for folder, shelf in (
        ("texts", content.texts),
        ("labels", content.labels),
        ("answers", content.answers),
    ):
        for code in content.languages:
            own, model = set(shelf.get(code, {})), set(shelf[FALLBACK_LANGUAGE])
            file = f"{'texts' if folder == 'labels' else folder}/{code}.yaml"
            what = "label " if folder == "labels" else ""
            yield from (f"{file}: {what}{key}: is missing" for key in sorted(model - own))
            yield from (f"{file}: {what}{key}: English has none" for key in sorted(own - model))


def lengths(content: Content) -> Iterator[str]:
    """Texts that are too long when filled with the sample values, and long labels."""
    renderer = Renderer(content)
    for code, texts in sorted(content.texts.items()):
        for key, text in texts.items():
            yield from _length(content, renderer, (f"texts/{code}.yaml", code, key, text))
        for key, label in content.labels[code].items():
            if len(label) > MAX_LABEL:
                yield (
                    f"texts/{code}.yaml: label {key}: has {len(label)} characters, "
                    f"at most {MAX_LABEL}"
                )
    for code, answers in sorted(content.answers.items()):
        for key, text in answers.items():
            yield from _length(content, renderer, (f"answers/{code}.yaml", code, key, text))


def numbers(content: Content) -> Iterator[str]:
    """Phone numbers, amounts of money and lengths of time: settings or promises, never text."""
    for folder, shelf in (("texts", content.texts), ("answers", content.answers)):
        for code, texts in sorted(shelf.items()):
            for key, text in texts.items():
                for form in text.forms:
                    found = _number(JINJA.sub(" ", text.form(form)), code)
                    if found:
                        yield f"{folder}/{code}.yaml: {key}: {form}: {found}"


def stale(content: Content, today: date) -> Iterator[str]:
    """Answers past their review date."""
    for intent, faq in sorted(content.faq.items()):
        due = faq.checked + timedelta(days=faq.review_days)
        if today > due:
            yield f"faq: {intent}: was to be reviewed by {due.isoformat()}"


def samples(content: Content) -> dict[str, Any]:
    """One long value for every variable that a text may use."""
    moment = datetime(2026, 9, 30, 22, 30, tzinfo=UTC)
    return {
        "contacts": dict(content.contacts),
        "opens_at": moment,
        "now": moment,
        "case_number": "KS-000000",
        "names": "A source with a long name, another one",
        "checked": moment.date(),
        "lines": "\n".join(["A label: an answer as people give it"] * 7),
        "count": 7,
        "code": "ABCD2345",
        "minutes": 10,
        "position": 12,
    }


def _length(
    content: Content, renderer: Renderer, place: tuple[str, str, str, Text]
) -> Iterator[str]:
    file, code, key, text = place
    for form in text.forms:
        limit = LIMITS[form]
        size = len(renderer.filled(text.form(form), code, samples(content)))
        if size > limit:
            yield f"{file}: {key}: {form}: has {size} characters, at most {limit}"


def _number(text: str, language: str) -> str | None:
    if LONG_NUMBER.search(text):
        return "has a number in it; phone numbers and the like are settings"
    if _money(language).search(text):
        return "names an amount of money"
    if _time(language).search(text):
        return "names a length of time, which is a promise"
    return None


@cache
def _money(language: str) -> re.Pattern[str]:
    tag = locale(language)
    names = {get_currency_name("EUR", count, locale=tag) for count in COUNTS}
    names |= {get_currency_symbol("EUR", locale=tag), "€", "$", "EUR", "euro"}
    words = _either(names)
    return re.compile(rf"\d\s*(?:{words})|(?:{words})\s*\d", re.IGNORECASE)


@cache
def _time(language: str) -> re.Pattern[str]:
    tag = locale(language)
    said = (
        format_unit(count, f"duration-{unit}", locale=tag) for count in COUNTS for unit in UNITS
    )
    words = {re.sub(r"[\d\s]+", " ", phrase).strip() for phrase in said}
    return re.compile(rf"\d\s*(?:{_either(words - {''})})", re.IGNORECASE)


def _either(words: set[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
