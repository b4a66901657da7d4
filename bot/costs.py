"""What messages cost, for those who answer for the money."""

from __future__ import annotations

from datetime import date, timedelta

from bot.desk_rules import REVIEWING, demand
from bot.errors import BadInputError
from bot.policy import Policy
from bot.spending import day_of
from bot.store.database import Store
from bot.store.records import Staff
from bot.views import CostsView

USUAL_DAYS = 30
MOST_DAYS = 366


class Costs:
    """Sums by day, channel and kind of message. They name nobody."""

    def __init__(self, store: Store, policy: Policy) -> None:
        """``policy`` has the office's zone and the ceiling."""
        self._store = store
        self._policy = policy

    async def days(self, staff: Staff, first: date | None, last: date | None) -> CostsView:
        """The days from ``first`` to ``last``, both included; the last thirty where not said.

        Raises ForbiddenError for operators, BadInputError for more than a year.
        """
        demand(staff, REVIEWING)
        async with self._store.read() as unit:
            today = day_of(self._policy, unit.now)
            until = last or today
            since = first or until - timedelta(days=USUAL_DAYS - 1)
            if not timedelta(0) <= until - since < timedelta(days=MOST_DAYS):
                msg = "The first day comes before the last, at most a year apart."
                raise BadInputError(msg)
            return CostsView(
                first=since,
                last=until,
                days=tuple(await unit.spending.days(since, until)),
                today=await unit.spending.total(today),
                ceiling=self._policy.daily_ceiling,
            )
