"""Times as a page shows them: for the browser's clock, and in words for everybody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Moment:
    """A time twice: for machines, and as text in UTC until a script puts it in local time."""

    iso: str
    text: str


def moment(at: datetime) -> Moment:
    """``at`` (aware) for a ``<time>`` element."""
    utc = at.astimezone(UTC)
    return Moment(utc.isoformat(timespec="seconds"), f"{utc.day} {utc:%b %Y, %H:%M} UTC")


def optional_moment(at: datetime | None) -> Moment | None:
    """The same where there may be none."""
    return moment(at) if at else None


def day_words(day: date) -> str:
    """A day of the office: "23 Nov 2026"."""
    return f"{day.day} {day:%b %Y}"


def span_words(span: timedelta) -> str:
    """A length of time in its two largest units: "3 h 12 min"; below a minute in words."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 1:
        return "less than a minute"
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return _joined(f"{days} {'day' if days == 1 else 'days'}", hours, "h")
    return _joined(f"{hours} h", minutes, "min") if hours else f"{minutes} min"


def _joined(first: str, second: int, unit: str) -> str:
    return f"{first} {second} {unit}" if second else first
