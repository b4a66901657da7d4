"""For managers: find conversations, read one, see who read it before."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from bot.desk import Desk
from bot.errors import BadInputError, ForbiddenError
from bot.views import Found
from handlers.console.forms import path_name
from handlers.console.gate import Visit
from handlers.console.languages import CODES, english_name
from handlers.console.render import REVIEWING, Page, frame, html
from handlers.console.search_form import Asked, asked, wanted
from handlers.console.times import Moment, moment
from handlers.console.topics import TOPICS, topic_words
from handlers.console.transcript_page import transcript_page
from handlers.console.words import CHANNELS, OUTCOMES, words

ADDRESS = "/console/transcripts"
OPERATORS = "Transcripts are for managers and administrators. Your own cases are in the queue."
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One conversation that was found; ``case_number`` and ``priority`` may be ""."""

    id: str
    last: Moment
    channel: str
    language: str
    intents: tuple[str, ...]
    outcome: str
    messages: int
    case_number: str
    priority: str


@dataclass(frozen=True, slots=True)
class TranscriptsPage(Page):
    """The search and what it found. ``earlier`` and ``later`` are addresses of pages, or ""."""

    template = "transcripts.html"
    asked: Asked
    zone: str
    channels: Options
    languages: Options
    intents: Options
    outcomes: Options
    lines: tuple[FoundLine, ...]
    total: int
    number: int
    pages: int
    earlier: str
    later: str
    error: str


class TranscriptPages:
    """Searching and reading; both leave traces."""

    def __init__(self, desk: Desk) -> None:
        """``desk`` finds and opens."""
        self._desk = desk

    async def find(self, visit: Visit) -> Response:
        """Search with the fields of the address."""
        check_may_read(visit)
        form = asked(visit.request.query_params)
        try:
            looked_for, number = wanted(form, self._desk.zone)
        except BadInputError as error:
            return html(self._page(visit, form, error=error.message), error.status)
        found = await self._desk.find(visit.staff, looked_for, number)
        lines = tuple(_line(row) for row in found.found)
        return html(self._page(visit, form, lines, found.total, number=number, pages=found.pages))

    async def read(self, visit: Visit) -> Response:
        """Read one conversation."""
        check_may_read(visit)
        view = await self._desk.conversation(visit.staff, path_name(visit.request, "id"))
        return html(transcript_page(view, visit.session))

    def _page(
        self,
        visit: Visit,
        form: Asked,
        lines: tuple[FoundLine, ...] = (),
        total: int = 0,
        *,
        number: int = 1,
        pages: int = 1,
        error: str = "",
    ) -> TranscriptsPage:
        return TranscriptsPage(
            frame=frame("Transcripts", visit.session, ADDRESS),
            asked=form,
            zone=self._desk.zone.key,
            channels=tuple(CHANNELS.items()),
            languages=tuple((code, english_name(code)) for code in CODES),
            intents=tuple(sorted(TOPICS.items(), key=lambda pair: pair[1])),
            outcomes=tuple(OUTCOMES.items()),
            lines=lines,
            total=total,
            number=number,
            pages=pages,
            earlier=f"{ADDRESS}?{form.address(number - 1)}" if number > 1 else "",
            later=f"{ADDRESS}?{form.address(number + 1)}" if number < pages else "",
            error=error,
        )


def check_may_read(visit: Visit) -> None:
    """Raise ForbiddenError for whoever does not review conversations."""
    if visit.staff.role not in REVIEWING:
        raise ForbiddenError(OPERATORS)


def _line(row: Found) -> FoundLine:
    conversation = row.conversation
    return FoundLine(
        id=conversation.id,
        last=moment(conversation.last_at),
        channel=words(CHANNELS, conversation.channel),
        language=english_name(conversation.language),
        intents=tuple(topic_words(intent) for intent in row.intents),
        outcome=words(OUTCOMES, conversation.outcome),
        messages=row.messages,
        case_number=row.case_number or "",
        priority=row.priority or "",
    )
