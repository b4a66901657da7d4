"""The gate before every page: login, own password, form token, errors as pages, headers.

A page behind ``closed`` cannot forget one of them.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from bot.enclosing import GivenFile
from bot.errors import InfolineError
from bot.login import Login
from bot.views import Staff, StaffSession
from handlers.console.failures import BadTokenError, answer_expected, answer_unexpected
from handlers.console.session import (
    LoginNeededError,
    PasswordNeededError,
    is_from_here,
    token_of,
)
from handlers.console.uploads import read_posted

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; object-src 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
READING = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of somebody who is logged in; ``form`` is empty where nothing was posted.

    ``files`` came with it; ``cut_off``: they were too much, and not all are there.
    """

    request: Request
    session: StaffSession
    token: str = field(repr=False)
    form: Mapping[str, str] = field(repr=False)
    files: tuple[GivenFile, ...] = ()
    cut_off: bool = False

    @property
    def staff(self) -> Staff:
        """Who asks."""
        return self.session.staff


Endpoint = Callable[[Request], Awaitable[Response]]
ClosedPage = Callable[[Visit], Awaitable[Response]]
OpenPage = Callable[[Request], Awaitable[Response]]


class Gate:
    """Makes endpoints of pages."""

    def __init__(self, login: Login) -> None:
        """``login`` knows who is logged in."""
        self._login = login

    def closed(
        self, page: ClosedPage, *, one_time: bool = False, most_file: int | None = None
    ) -> Endpoint:
        """For people who are logged in; ``one_time``: also with a one-time password. Its form may
        bring files of ``most_file`` bytes, none without that number."""

        async def answer(request: Request, session: StaffSession | None) -> Response:
            visit = await _visit(request, session, most_file)
            if visit.staff.must_change and not one_time:
                raise PasswordNeededError
            return await page(visit)

        return self._endpoint(answer)

    def open(self, page: OpenPage) -> Endpoint:
        """For everybody: the login itself, and what its page looks like."""

        async def answer(request: Request, _session: StaffSession | None) -> Response:
            if request.method not in READING and not is_from_here(request):
                raise BadTokenError
            return await page(request)

        return self._endpoint(answer)

    def _endpoint(
        self, answer: Callable[[Request, StaffSession | None], Awaitable[Response]]
    ) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            session: StaffSession | None = None
            try:
                session = await self._login.session(token_of(request))
                response = await answer(request, session)
            except InfolineError as error:
                response = answer_expected(request, error, session)
            except Exception as error:  # noqa: BLE001 - a colleague reads words, whatever fails
                response = answer_unexpected(error, session)
            response.headers.update(HEADERS)
            return response

        return endpoint


async def _visit(request: Request, session: StaffSession | None, most_file: int | None) -> Visit:
    token = token_of(request)
    if session is None or token is None:
        raise LoginNeededError
    if request.method in READING:
        return Visit(request, session, token, {})
    posted = await read_posted(request, most_file)
    _check_token(posted.fields, session)
    return Visit(request, session, token, posted.fields, posted.files, posted.cut_off)


def _check_token(form: Mapping[str, str], session: StaffSession) -> None:
    given = form.get("csrf", "").encode()
    if not hmac.compare_digest(given, session.csrf.encode()):
        raise BadTokenError
