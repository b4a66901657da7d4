"""The search form: what was asked, and what it means. Every field may be left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from bot.errors import BadInputError
from bot.views import Wanted
from handlers.console.forms import field
from handlers.console.languages import CODES
from handlers.console.topics import TOPICS
from handlers.console.words import CHANNELS, OUTCOMES

YEARS = range(2000, 2101)
MAX_PAGE = 100_000
CASE_NUMBER = re.compile(r"(?:K-?)?([0-9A-Z]{6})")


@dataclass(frozen=True, slots=True)
class Asked:
    """The fields as they were typed, to be shown again."""

    since: str = ""
    until: str = ""
    channel: str = ""
    language: str = ""
    intent: str = ""
    outcome: str = ""
    case_number: str = ""
    page: str = ""

    def address(self, page: int) -> str:
        """The query of another page of the same search."""
        names = ("since", "until", "channel", "language", "intent", "outcome", "case_number")
        given = {name: getattr(self, name) for name in names}
        return urlencode({**{k: v for k, v in given.items() if v}, "page": page})


def asked(query: Mapping[str, str]) -> Asked:
    """What stands in the address, cut to a sensible length."""
    return Asked(**{name: field(query, name)[:40] for name in Asked.__slots__})


def wanted(form: Asked, zone: ZoneInfo) -> tuple[Wanted, int]:
    """What to look for, and which page; raises BadInputError in words.

    Days count in ``zone``, and the last day is included.
    """
    since, until = _day(form.since, "first"), _day(form.until, "last")
    if since and until and since > until:
        msg = "The first day is after the last day."
        raise BadInputError(msg)
    looked_for = Wanted(
        since=_midnight(since, zone) if since else None,
        until=_midnight(until + timedelta(days=1), zone) if until else None,
        channel=_among(form.channel, CHANNELS.__contains__, "channel"),
        language=_among(form.language, CODES.__contains__, "language"),
        intent=_among(form.intent, TOPICS.__contains__, "intent"),
        outcome=_among(form.outcome, OUTCOMES.__contains__, "outcome"),
        case_number=_case_number(form.case_number),
    )
    return looked_for, _page(form.page)


def _day(text: str, which: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        msg = f"The {which} day is not a date. Write it as year-month-day, like 2026-03-31."
        raise BadInputError(msg)
    return day


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)


def _among(value: str, known: Callable[[object], bool], what: str) -> str | None:
    if value and not known(value):
        msg = f"There is no such {what}. Choose one from the list."
        raise BadInputError(msg)
    return value or None


def _case_number(text: str) -> str | None:
    if not text:
        return None
    match = CASE_NUMBER.fullmatch(text.upper())
    if match is None:
        msg = "A case number has the form K- and six letters or digits, like K-7G2XQ4."
        raise BadInputError(msg)
    return f"K-{match[1]}"


def _page(text: str) -> int:
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MAX_PAGE):
        msg = "There is no such page."
        raise BadInputError(msg)
    return int(text)
