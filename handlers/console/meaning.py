"""Where a colleague says what a message means, when the bot read it wrongly or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.desk import Desk
from bot.errors import BadInputError, InfolineError, NotFoundError
from bot.views import CaseView, ConversationView, Correction
from handlers.console.forms import field, path_name, path_number
from handlers.console.gate import Visit
from handlers.console.render import Page, frame, html
from handlers.console.topics import GROUPS, topic_words
from handlers.console.transcript import Entry, is_correctable, said_entry

SEE_OTHER = 303
UNSAID = "-"
FIRST = "first"
MORE = (("second", "And also"), ("third", "And also, third"))
ALONE = "\u201cIt cannot be said\u201d stands alone. Nothing was stored."
MISSING = "Choose what the message means. Nothing was stored."
View = CaseView | ConversationView


@dataclass(frozen=True, slots=True)
class MeaningPage(Page):
    """One message and the list of meanings. ``chosen`` are three names, UNSAID or "";
    ``groups`` are (heading, (code, words)); ``more`` are (field, label)."""

    template = "meaning.html"
    item: Entry
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    more: tuple[tuple[str, str], ...]
    unsaid: str
    chosen: tuple[str, str, str]
    action: str
    back: str
    error: str


class MeaningPages:
    """The same page for a message of a case and of a transcript."""

    def __init__(self, desk: Desk) -> None:
        """``desk`` opens conversations, with a trace, and keeps corrections."""
        self._desk = desk

    async def show(self, visit: Visit) -> Response:
        """The message, and what it was corrected to before."""
        view, n = await self._view(visit), path_number(visit.request, "n")
        return html(_page(visit, view, n, _chosen(view.corrections.get(_line(view, n)))))

    async def correct(self, visit: Visit) -> Response:
        """Keep what was chosen and go back to the message."""
        view, n = await self._view(visit), path_number(visit.request, "n")
        _line(view, n)
        try:
            meanings = _meanings(visit.form)
            await self._desk.correct(visit.staff, view.conversation.id, n, meanings)
        except InfolineError as error:
            page = _page(visit, view, n, _fields(visit.form), error.message)
            return html(page, error.status)
        return RedirectResponse(_back(visit.request, n), SEE_OTHER)

    async def _view(self, visit: Visit) -> View:
        if "number" in visit.request.path_params:
            return await self._desk.refreshed(visit.staff, path_name(visit.request, "number"))
        return await self._desk.conversation(visit.staff, path_name(visit.request, "id"))


def _page(
    visit: Visit, view: View, n: int, chosen: tuple[str, str, str], error: str = ""
) -> MeaningPage:
    [line] = [line for line in view.lines if line.n == n]
    item = said_entry(line, view, _page_address(visit.request))
    return MeaningPage(
        frame=frame("What a message means", visit.session),
        item=replace(item, meaning=""),
        groups=tuple(
            (heading, tuple((name, topic_words(name)) for name in names))
            for heading, names in GROUPS.items()
        ),
        more=MORE,
        unsaid=UNSAID,
        chosen=chosen,
        action=visit.request.url.path,
        back=_back(visit.request, n),
        error=error,
    )


def _line(view: View, n: int) -> str:
    """The id of line ``n`` where it is one that can be corrected; raises NotFoundError."""
    for line in view.lines:
        if line.n == n and is_correctable(line):
            return line.id
    raise NotFoundError


def _back(request: Request, n: int) -> str:
    return f"{_page_address(request)}#line-{n}"


def _page_address(request: Request) -> str:
    """The page with the conversation that the message stands in."""
    return request.url.path.rsplit("/lines/", 1)[0]


def _chosen(correction: Correction | None) -> tuple[str, str, str]:
    if correction is None:
        return ("", "", "")
    first, second, third = (*(correction.intents or (UNSAID,)), "", "")[:3]
    return (first, second, third)


def _fields(form: Mapping[str, str]) -> tuple[str, str, str]:
    (second, _), (third, _) = MORE
    return (field(form, FIRST), field(form, second), field(form, third))


def _meanings(form: Mapping[str, str]) -> list[str]:
    """The names that were chosen; none for "it cannot be said". Raises BadInputError."""
    first, *more = _fields(form)
    if not first:
        raise BadInputError(MISSING)
    others = [name for name in more if name]
    if first != UNSAID:
        return [first, *others]
    if others:
        raise BadInputError(ALONE)
    return []
