"""The page of one's own phone, and the buttons of a case that make it ring."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.responses import RedirectResponse, Response

from bot.desk import Desk
from bot.desk_rules import ANSWERING
from bot.errors import BadInputError, ForbiddenError, InfolineError
from handlers.console.case import CasePages, done
from handlers.console.forms import field as line_of
from handlers.console.forms import path_name
from handlers.console.gate import Visit
from handlers.console.render import Page, frame, html

SEE_OTHER = 303
ADDRESS = "/console/phone"
MAX_TYPED = 40
KEPT = {
    "number": "Your number is kept.",
    "none": "Your number was removed. You are not called any more.",
    "on": "You take calls now, until you switch it off or your login ends.",
    "off": "You take no calls now.",
}


@dataclass(frozen=True, slots=True)
class PhonePage(Page):
    """One's own phone. ``is_open``: people can call the infoline here at all; ``notice`` and
    ``error`` may be ""."""

    template = "phone.html"
    is_open: bool
    number: str = field(repr=False)
    taking: bool
    typed: str = field(repr=False)
    notice: str
    error: str


class PhonePages:
    """What a colleague does with the phone."""

    def __init__(self, desk: Desk, cases: CasePages) -> None:
        """``cases`` shows the case again where something went wrong."""
        self._phoning = desk.phoning
        self._cases = cases

    async def show(self, visit: Visit) -> Response:
        """The page."""
        kept = visit.request.query_params.get("kept", "")
        return html(await self._page(visit, notice=KEPT.get(kept, "")))

    async def keep(self, visit: Visit) -> Response:
        """Keep the number that was typed, or none; what was typed is given back where it fails."""
        typed = line_of(visit.form, "number")
        try:
            if len(typed) > MAX_TYPED:
                raise BadInputError
            await self._phoning.keep(visit.staff, typed)
        except BadInputError as error:
            return html(await self._page(visit, typed=typed, error=error.message), error.status)
        return RedirectResponse(f"{ADDRESS}?kept={'number' if typed else 'none'}", SEE_OTHER)

    async def take_calls(self, visit: Visit) -> Response:
        """Take calls, or none any more."""
        on = visit.form.get("on") == "yes"
        try:
            await self._phoning.take_calls(visit.session, on=on)
        except InfolineError as error:
            return html(await self._page(visit, error=error.message), error.status)
        return RedirectResponse(f"{ADDRESS}?kept={'on' if on else 'off'}", SEE_OTHER)

    async def ring(self, visit: Visit) -> Response:
        """Let this colleague's phone ring for a case."""
        number = path_name(visit.request, "number")
        try:
            await self._phoning.ring(visit.staff, number)
        except InfolineError as error:
            return await self._cases.again_with(visit, number, error)
        return done(visit, number, "phone")

    async def add(self, visit: Visit) -> Response:
        """Ask a third one into the call."""
        number = path_name(visit.request, "number")
        form, typed = visit.form, line_of(visit.form, "third")[:MAX_TYPED]
        colleague, interpreter = form.get("colleague", ""), form.get("interpreter", "")
        try:
            await self._phoning.add(visit.staff, number, colleague, typed, interpreter)
        except InfolineError as error:
            return await self._cases.again_with(visit, number, error)
        return done(visit, number, "phone")

    async def _page(
        self, visit: Visit, *, typed: str | None = None, notice: str = "", error: str = ""
    ) -> PhonePage:
        if visit.staff.role not in ANSWERING:
            raise ForbiddenError
        own = await self._phoning.own(visit.staff)
        return PhonePage(
            frame=frame("My phone", visit.session, ADDRESS),
            is_open=self._phoning.is_open,
            number=own.number,
            taking=own.taking,
            typed=own.number if typed is None else typed,
            notice=notice,
            error=error,
        )
