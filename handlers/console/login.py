"""Logging in and out, and the own password."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.errors import BadInputError, InfolineError, TooManyError
from bot.login import MAX_PASSWORD, MIN_PASSWORD, Login, WrongPasswordError
from handlers.console.forms import field, read_form
from handlers.console.gate import Visit
from handlers.console.render import Page, frame, html
from handlers.console.session import HOME, LOGIN, drop, keep, local_page, token_of

SEE_OTHER = 303
EXPIRED = "Your session has ended. Please log in again."
DIFFERENT = "The new password was not typed the same way twice."
WRONG_OLD = "The current password is wrong."
MAX_NAME = 64


@dataclass(frozen=True, slots=True)
class LoginPage(Page):
    """The way in. ``next_page`` is where it leads; ``error`` and ``notice`` may be ""."""

    template = "login.html"
    username: str
    next_page: str
    error: str
    notice: str


@dataclass(frozen=True, slots=True)
class PasswordPage(Page):
    """An own password. ``forced``: a one-time password was used."""

    template = "password.html"
    forced: bool
    shortest: int
    longest: int
    error: str


class LoginPages:
    """The pages of a login."""

    def __init__(self, login: Login, *, secure: bool) -> None:
        """``secure``: the cookie is sent over HTTPS only."""
        self._login = login
        self._secure = secure

    async def show(self, request: Request) -> Response:
        """The form; whoever is logged in goes on at once."""
        next_page = local_page(request.query_params.get("next"))
        token = token_of(request)
        if await self._login.session(token):
            return RedirectResponse(next_page, SEE_OTHER)
        return _form(next_page, notice=EXPIRED if token else "")

    async def log_in(self, request: Request) -> Response:
        """Check name and password; the answer never says which of them is wrong."""
        form = await read_form(request)
        username, next_page = field(form, "username"), local_page(form.get("next"))
        password = form.get("password", "")[:MAX_PASSWORD]
        network = request.client.host if request.client else "unknown"
        try:
            token = await self._login.log_in(username[:MAX_NAME], password, network)
        except (WrongPasswordError, TooManyError) as error:
            return _form(next_page, username, error)
        response = RedirectResponse(next_page, SEE_OTHER)
        keep(response, token, secure=self._secure)
        return response

    async def log_out(self, visit: Visit) -> Response:
        """End this login."""
        await self._login.log_out(visit.token)
        response = RedirectResponse(LOGIN, SEE_OTHER)
        drop(response, secure=self._secure)
        return response

    async def show_password(self, visit: Visit) -> Response:
        """The form for an own password."""
        return _password_form(visit)

    async def change_password(self, visit: Visit) -> Response:
        """Replace the password; all other logins of this person end."""
        old, new = visit.form.get("old", ""), visit.form.get("new", "")
        if new != visit.form.get("again", ""):
            return _password_form(visit, DIFFERENT, BadInputError.status)
        try:
            token = await self._login.change_password(visit.staff, old, new)
        except WrongPasswordError:
            return _password_form(visit, WRONG_OLD, BadInputError.status)
        except BadInputError as error:
            return _password_form(visit, error.message, error.status)
        response = RedirectResponse(HOME, SEE_OTHER)
        keep(response, token, secure=self._secure)
        return response


def _form(
    next_page: str, username: str = "", error: InfolineError | None = None, notice: str = ""
) -> Response:
    page = LoginPage(
        frame=frame("Log in", None),
        username=username,
        next_page=next_page,
        error=error.message if error else "",
        notice=notice,
    )
    return html(page, error.status if error else 200)


def _password_form(visit: Visit, error: str = "", status: int = 200) -> Response:
    page = PasswordPage(
        frame=frame("Own password", visit.session),
        forced=visit.staff.must_change,
        shortest=MIN_PASSWORD,
        longest=MAX_PASSWORD,
        error=error,
    )
    return html(page, status)
