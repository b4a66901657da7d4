"""What goes wrong, as a page with words: never JSON, never a trace."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.errors import InfolineError
from bot.views import StaffSession
from handlers.console.render import Page, frame, html
from handlers.console.session import (
    PASSWORD,
    LoginNeededError,
    PasswordNeededError,
    is_from_script,
    login_address,
)

log = structlog.get_logger()

TITLES = {
    401: "Please log in",
    403: "Not allowed",
    404: "Not found",
    409: "Somebody was faster",
    410: "Erased",
    422: "Not understood",
    429: "Too many attempts",
}
SERVER_FAULT = 500


class BadTokenError(InfolineError):
    """A form without the token of this login: from another page, or from an older login."""

    status = 403
    message = (
        "This form does not belong to your current login. "
        "Nothing was changed. Open the page again and repeat."
    )


@dataclass(frozen=True, slots=True)
class FailurePage(Page):
    """What went wrong and what to do."""

    template = "failure.html"
    heading: str
    message: str


def failure_page(message: str, status: int, session: StaffSession | None) -> HTMLResponse:
    """A page that says ``message`` with this HTTP status."""
    heading = TITLES.get(status, "Something went wrong")
    return html(FailurePage(frame(heading, session), heading, message), status)


def answer_expected(
    request: Request, error: InfolineError, session: StaffSession | None
) -> Response:
    """The answer to an expected error; without a login, the way to it."""
    if not is_from_script(request):
        if isinstance(error, LoginNeededError):
            return RedirectResponse(login_address(request), 303)
        if isinstance(error, PasswordNeededError):
            return RedirectResponse(PASSWORD, 303)
    return failure_page(error.message, error.status, session)


def answer_unexpected(error: Exception, session: StaffSession | None) -> Response:
    """The answer to a fault of ours; the log learns its kind, nobody its content."""
    log.error("console_failed", error=type(error).__name__)
    message = (
        "Something went wrong on our side. Try again; if it happens again, tell the administrator."
    )
    return failure_page(message, SERVER_FAULT, session)
