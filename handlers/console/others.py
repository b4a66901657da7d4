"""What the caller of a case said on other channels, and undoing what links them."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import RedirectResponse, Response

from bot.callers import Callers
from bot.views import OtherTalk
from handlers.console.forms import path_name
from handlers.console.gate import Visit
from handlers.console.render import html
from handlers.console.times import Moment, moment
from handlers.console.transcript_page import transcript_page
from handlers.console.words import CHANNELS, OWNERS, words

SEE_OTHER = 303


@dataclass(frozen=True, slots=True)
class Other:
    """One conversation on another channel. ``case_number`` is "" where it never became a case,
    ``undo`` where to undo the link, "" where none is to be undone here."""

    key: str
    channel: str
    last: Moment
    state: str
    address: str
    case_number: str
    undo: str


class OtherPages:
    """Reading leaves a trace, and so does undoing."""

    def __init__(self, callers: Callers) -> None:
        """``callers`` knows who is one person."""
        self._callers = callers

    async def read(self, visit: Visit) -> Response:
        """A conversation of the same caller, to be read."""
        number, talk = path_name(visit.request, "number"), path_name(visit.request, "id")
        view = await self._callers.read(visit.staff, number, talk)
        return html(transcript_page(view, visit.session, may_correct=False))

    async def undo(self, visit: Visit) -> Response:
        """The two are two callers again."""
        number = path_name(visit.request, "number")
        await self._callers.part(visit.staff, number, path_name(visit.request, "id"))
        return RedirectResponse(f"/console/cases/{number}", SEE_OTHER)


def others(number: str, talks: tuple[OtherTalk, ...], *, answering: bool) -> tuple[Other, ...]:
    """The other conversations, for the page of case ``number``; each link is undone once."""
    shown: list[Other] = []
    undone: set[str] = set()
    for talk in talks:
        link = talk.link_id if answering and talk.link_id not in undone else None
        undone |= {link} if link else set()
        shown.append(_other(number, talk, link))
    return tuple(shown)


def _other(number: str, talk: OtherTalk, link: str | None) -> Other:
    conversation = talk.conversation
    return Other(
        key=f"other-{conversation.id}",
        channel=words(CHANNELS, conversation.channel),
        last=moment(conversation.last_at),
        state=words(OWNERS, conversation.owner),
        address=f"/console/cases/{number}/others/{conversation.id}",
        case_number=talk.case_number or "",
        undo=f"/console/cases/{number}/links/{link}/undo" if link else "",
    )
