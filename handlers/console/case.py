"""One case: read it, claim it, answer, note, close."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from bot.desk import Desk
from bot.errors import InfolineError
from handlers.console.case_view import parts, whole
from handlers.console.forms import path_name, path_number
from handlers.console.gate import Visit
from handlers.console.live import Live
from handlers.console.render import html
from handlers.console.session import HOME, is_from_script
from handlers.console.uploads import only_file

SEE_OTHER = 303
NO_CONTENT = 204


class CasePages:
    """The page of a case, its live parts, and what its forms do."""

    def __init__(self, desk: Desk, live: Live) -> None:
        """``desk`` does the work, ``live`` tells when something changed."""
        self._desk = desk
        self._live = live

    async def show(self, visit: Visit) -> Response:
        """Open a case; the look leaves a trace."""
        number = path_name(visit.request, "number")
        version = await self._desk.case_version(visit.staff, number)
        view = await self._desk.case(visit.staff, number)
        return html(whole(view, version, visit.session))

    async def live(self, visit: Visit) -> Response:
        """The living parts of a page that is open."""
        number = path_name(visit.request, "number")
        version = await self._desk.case_version(visit.staff, number)
        view = await self._desk.refreshed(visit.staff, number)
        return html(parts(view, version, visit.session))

    async def events(self, visit: Visit) -> Response:
        """A stream that says when to fetch the living parts."""
        number = path_name(visit.request, "number")
        await self._desk.refreshed(visit.staff, number)
        return self._live.stream(visit, lambda: self._desk.case_version(visit.staff, number))

    async def claim(self, visit: Visit) -> Response:
        """Take the case; whoever comes second reads who has it."""
        number = path_name(visit.request, "number")
        try:
            await self._desk.claim(visit.staff, number)
        except InfolineError as error:
            return await self._again(visit, number, error)
        return _back_to(number)

    async def reply(self, visit: Visit) -> Response:
        """Answer the caller; what was typed is given back where that fails."""
        number, text = path_name(visit.request, "number"), visit.form.get("text", "")
        channel = visit.form.get("channel") or None
        most = self._desk.most_file
        try:
            file = only_file(visit.files, cut_off=visit.cut_off, most_file=most)
            key = visit.form.get("key")
            await self._desk.reply(visit.staff, number, text, key, channel, file)
        except InfolineError as error:
            return await self._again(visit, number, error, draft=text, way=channel or "")
        return done(visit, number)

    async def again(self, visit: Visit) -> Response:
        """Send a message again that did not surely arrive, perhaps by another channel."""
        number, n = path_name(visit.request, "number"), path_number(visit.request, "n")
        try:
            await self._desk.resend(visit.staff, number, n, visit.form.get("channel") or None)
        except InfolineError as error:
            return await self._again(visit, number, error)
        return done(visit, number, f"line-{n}")

    async def note(self, visit: Visit) -> Response:
        """Keep a note; what was typed is given back where that fails."""
        number, text = path_name(visit.request, "number"), visit.form.get("text", "")
        try:
            await self._desk.note(visit.staff, number, text, visit.form.get("key"))
        except InfolineError as error:
            return await self._again(visit, number, error, note_draft=text)
        return done(visit, number)

    async def close(self, visit: Visit) -> Response:
        """End the case with an outcome and go back to the queue."""
        number = path_name(visit.request, "number")
        try:
            await self._desk.close(visit.staff, number, visit.form.get("outcome", ""))
        except InfolineError as error:
            return await self._again(visit, number, error)
        return RedirectResponse(f"{HOME}?closed={number}", SEE_OTHER)

    async def again_with(self, visit: Visit, number: str, error: InfolineError) -> Response:
        """The page again, with what stands against what was asked for."""
        return await self._again(visit, number, error)

    async def _again(
        self,
        visit: Visit,
        number: str,
        error: InfolineError,
        draft: str = "",
        note_draft: str = "",
        way: str = "",
    ) -> Response:
        version = await self._desk.case_version(visit.staff, number)
        view = await self._desk.refreshed(visit.staff, number)
        page = whole(
            view,
            version,
            visit.session,
            draft=draft,
            note_draft=note_draft,
            way=way,
            error=f"{error.message}{_choose_again(visit)}",
        )
        return html(page, error.status)


def _choose_again(visit: Visit) -> str:
    """A page that is shown anew has lost the file; that of the script still has it."""
    lost = (visit.files or visit.cut_off) and not is_from_script(visit.request)
    return " Choose the file again." if lost else ""


def _back_to(number: str, place: str = "reply-text") -> Response:
    return RedirectResponse(f"{HOME}/cases/{number}#{place}", SEE_OTHER)


def done(visit: Visit, number: str, place: str = "reply-text") -> Response:
    """Back to the case, at ``place``; nothing for the page's script, which is there."""
    if is_from_script(visit.request):
        return Response(status_code=NO_CONTENT)
    return _back_to(number, place)
