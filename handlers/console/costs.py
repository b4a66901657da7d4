"""For managers: what messages cost, day by day, to read and to take along."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from bot.costs import Costs
from bot.errors import BadInputError, ForbiddenError
from bot.views import CostsView, DayCost
from handlers.console.gate import Visit
from handlers.console.money import KINDS, money
from handlers.console.render import REVIEWING, Page, frame, html
from handlers.console.times import day_words
from handlers.console.words import CHANNELS, words

ADDRESS = "/console/costs"
CSV = "/console/costs.csv"
OPERATORS = "Costs are for managers and administrators. Your own cases are in the queue."
COLUMNS = ("day", "channel", "kind", "messages", "segments", "cost")


@dataclass(frozen=True, slots=True)
class CostLine:
    """One row: a day, a channel and a kind of message."""

    day: str
    channel: str
    kind: str
    messages: int
    segments: int
    cost: str


@dataclass(frozen=True, slots=True)
class CostsPage(Page):
    """The sums of some days. ``since`` and ``until`` are days as a form has them; ``ceiling`` is
    "" where there is none, ``csv`` the address of the same as a file."""

    template = "costs.html"
    since: str
    until: str
    zone: str
    lines: tuple[CostLine, ...]
    messages: int
    segments: int
    total: str
    today: str
    ceiling: str
    csv: str
    error: str


class CostPages:
    """The table, and the same as a file."""

    def __init__(self, costs: Costs, zone: str) -> None:
        """``costs`` has the sums; ``zone`` is where the office counts its days."""
        self._costs = costs
        self._zone = zone

    async def show(self, visit: Visit) -> Response:
        """The page."""
        _check_may_read(visit)
        try:
            view = await self._costs.days(visit.staff, *_asked(visit))
        except BadInputError as error:
            usual = await self._costs.days(visit.staff, None, None)
            return html(self._page(visit, usual, error.message), error.status)
        return html(self._page(visit, view))

    async def download(self, visit: Visit) -> Response:
        """The same rows with codes instead of words, for a spreadsheet."""
        _check_may_read(visit)
        view = await self._costs.days(visit.staff, *_asked(visit))
        written = io.StringIO()
        rows = csv.writer(written)
        rows.writerow(COLUMNS)
        rows.writerows(
            (one.day, one.channel, one.kind, one.messages, one.segments, money(one.micros))
            for one in view.days
        )
        name = f"costs-{view.first}-{view.last}.csv"
        return Response(
            written.getvalue(),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def _page(self, visit: Visit, view: CostsView, error: str = "") -> CostsPage:
        return CostsPage(
            frame=frame("Costs", visit.session, ADDRESS),
            since=view.first.isoformat(),
            until=view.last.isoformat(),
            zone=self._zone,
            lines=tuple(map(_line, view.days)),
            messages=sum(one.messages for one in view.days),
            segments=sum(one.segments for one in view.days),
            total=money(sum(one.micros for one in view.days)),
            today=money(view.today),
            ceiling="" if view.ceiling is None else money(view.ceiling),
            csv=f"{CSV}?since={view.first}&until={view.last}",
            error=error,
        )


def _check_may_read(visit: Visit) -> None:
    if visit.staff.role not in REVIEWING:
        raise ForbiddenError(OPERATORS)


def _asked(visit: Visit) -> tuple[date | None, date | None]:
    """The days in the address; raises BadInputError for what is no day."""
    given = visit.request.query_params
    try:
        since, until = (
            date.fromisoformat(given[name]) if given.get(name) else None
            for name in ("since", "until")
        )
    except ValueError:
        msg = "Write a day as year, month and day, such as 2026-11-23."
        raise BadInputError(msg) from None
    return since, until


def _line(one: DayCost) -> CostLine:
    return CostLine(
        day=day_words(one.day),
        channel=words(CHANNELS, one.channel),
        kind=words(KINDS, one.kind),
        messages=one.messages,
        segments=one.segments,
        cost=money(one.micros),
    )
