"""Opening hours, also over holidays and when the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.config import Hours
from bot.hours import opening

ZONE = ZoneInfo("Europe/Belgrade")
WEEK = {day: (time(9), time(17)) for day in range(5)}
HOURS = Hours(timezone="Europe/Belgrade", week=WEEK, holidays=(date(2026, 12, 25),))


@pytest.mark.parametrize(
    ("moment", "opens_at"),
    [
        ("2026-11-23T08:59", "2026-11-23T09:00"),
        ("2026-11-23T17:00", "2026-11-24T09:00"),
        ("2026-11-20T18:00", "2026-11-23T09:00"),
        ("2026-12-24T17:30", "2026-12-28T09:00"),
        ("2026-12-25T12:00", "2026-12-28T09:00"),
    ],
)
def test_closed_says_when_it_opens(moment: str, opens_at: str) -> None:
    found = opening(HOURS, datetime.fromisoformat(moment).replace(tzinfo=ZONE))
    assert not found.is_open
    assert found.opens_at == datetime.fromisoformat(opens_at).replace(tzinfo=ZONE)


@pytest.mark.parametrize("moment", ["2026-11-23T09:00", "2026-11-23T16:59"])
def test_open(moment: str) -> None:
    found = opening(HOURS, datetime.fromisoformat(moment).replace(tzinfo=ZONE))
    assert found.is_open
    assert found.opens_at is None


def test_hours_are_local_also_after_the_clocks_changed() -> None:
    winter = opening(HOURS, datetime(2026, 10, 26, 8, 30, tzinfo=UTC))
    summer = opening(HOURS, datetime(2026, 7, 6, 7, 30, tzinfo=UTC))
    assert winter.is_open
    assert summer.is_open
    assert not opening(HOURS, datetime(2026, 10, 26, 7, 30, tzinfo=UTC)).is_open


def test_an_office_that_never_opens_names_no_time() -> None:
    never = Hours(timezone="Europe/Belgrade", week={})
    assert opening(never, datetime(2026, 11, 23, tzinfo=UTC)).opens_at is None
