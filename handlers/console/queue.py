"""The queue: who waits, for how long, and who has whom."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from zlib import crc32

from starlette.responses import Response

from bot.desk import Desk
from bot.desk_rules import ANSWERING
from bot.views import QueueRow
from handlers.console.alarms import Alarm, alarms
from handlers.console.call_words import queue_words
from handlers.console.forms import NAME
from handlers.console.gate import Visit
from handlers.console.languages import english_name, own_name
from handlers.console.live import Live
from handlers.console.render import Page, frame, html
from handlers.console.session import HOME
from handlers.console.times import Moment, moment, span_words
from handlers.console.topics import topic_words
from handlers.console.words import CHANNELS, PRIORITIES, words


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One case as the queue shows it. ``holder`` is "" while it waits, ``phone``
    where the caller neither waits on the line nor wants to be called back."""

    number: str
    priority: str
    urgency: str
    topic: str
    language: str
    language_code: str
    own_language: str
    channel: str
    since: Moment
    waited: str
    overdue: bool
    holder: str
    mine: bool
    phone: str


@dataclass(frozen=True, slots=True)
class QueueRows(Page):
    """The part of the page that lives. ``waiting`` counts cases that nobody has; ``alarms`` are
    doors through which callers may not come."""

    template = "queue_rows.html"
    alarms: tuple[Alarm, ...]
    lines: tuple[QueueLine, ...]
    waiting: int
    version: str
    answering: bool


@dataclass(frozen=True, slots=True)
class QueuePage(QueueRows):
    """The whole page. ``closed`` is the number of a case that was closed just now, or ""."""

    template = "queue.html"
    closed: str


class QueuePages:
    """The queue and its live part."""

    def __init__(self, desk: Desk, live: Live) -> None:
        """``desk`` has the queue, ``live`` tells when it changes."""
        self._desk = desk
        self._live = live

    async def show(self, visit: Visit) -> Response:
        """The page."""
        rows = await self._rows(visit)
        closed = visit.request.query_params.get("closed", "")
        page = QueuePage(
            frame=rows.frame,
            alarms=rows.alarms,
            lines=rows.lines,
            waiting=rows.waiting,
            version=rows.version,
            answering=rows.answering,
            closed=closed if NAME.fullmatch(closed) else "",
        )
        return html(page)

    async def rows(self, visit: Visit) -> Response:
        """The live part alone."""
        return html(await self._rows(visit))

    async def events(self, visit: Visit) -> Response:
        """A stream that says when to fetch the live part."""
        return self._live.stream(visit, self._version)

    async def _version(self) -> str:
        """Changes with the cases and with what is wrong at the doors."""
        told = [asdict(report) for report in await self._desk.alarms()]
        return f"{await self._desk.queue_version()}{crc32(repr(told).encode()):08x}"

    async def _rows(self, visit: Visit) -> QueueRows:
        # Asked first: a change in between is fetched once too often, never missed.
        version = await self._version()
        rows = await self._desk.queue()
        return QueueRows(
            frame=frame("Queue", visit.session, HOME),
            alarms=alarms(await self._desk.alarms()),
            lines=tuple(_line(row, visit) for row in rows),
            waiting=sum(row.case.state == "queued" for row in rows),
            version=version,
            answering=visit.staff.role in ANSWERING,
        )


def _line(row: QueueRow, visit: Visit) -> QueueLine:
    case = row.case
    return QueueLine(
        number=case.number,
        priority=case.priority,
        urgency=PRIORITIES[case.priority],
        topic=topic_words(case.topic),
        language=english_name(case.language),
        language_code=case.language or "",
        own_language=own_name(case.language),
        channel=words(CHANNELS, case.channel),
        since=moment(case.waiting_since),
        waited=span_words(row.waited),
        overdue=row.overdue,
        holder=row.holder or "",
        mine=case.staff_id == visit.staff.id,
        phone=queue_words(on_line=row.on_line, wants_call=row.wants_call),
    )
