"""When counsellors work, asked for one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.config import Hours

LOOK_AHEAD_DAYS = 30


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether the office is open, and when it opens next; both in the office's zone."""

    now: datetime
    is_open: bool
    opens_at: datetime | None


def opening(hours: Hours, moment: datetime) -> Opening:
    """How things stand at ``moment`` (aware). ``opens_at`` is None while open, and where no
    opening lies within the next thirty days."""
    now = moment.astimezone(hours.zone)
    today = _span(hours, now)
    if today and today[0] <= now < today[1]:
        return Opening(now, is_open=True, opens_at=None)
    return Opening(now, is_open=False, opens_at=_next_opening(hours, now))


def quiet_until(begin: time, end: time, local: datetime) -> datetime | None:
    """When quiet hours end that ``local`` lies in; None outside of them.

    They may span midnight; where they begin when they end, there are none.
    """
    at = local.time()
    spans_midnight = begin > end
    quiet = (at >= begin or at < end) if spans_midnight else begin <= at < end
    if not quiet:
        return None
    last_day = local.date() + timedelta(days=1 if spans_midnight and at >= begin else 0)
    return datetime.combine(last_day, end, tzinfo=local.tzinfo)


def _next_opening(hours: Hours, now: datetime) -> datetime | None:
    for days in range(LOOK_AHEAD_DAYS):
        span = _span(hours, now + timedelta(days=days))
        if span and span[0] > now:
            return span[0]
    return None


def _span(hours: Hours, day: datetime) -> tuple[datetime, datetime] | None:
    span = hours.week.get(day.weekday())
    if span is None or day.date() in hours.holidays:
        return None
    opens, closes = (datetime.combine(day.date(), at, tzinfo=hours.zone) for at in span)
    return opens, closes
