"""The login's cookie, and the way back to the page that was asked for."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from bot.errors import InfolineError

COOKIE = "infoline_session"
HOME = "/console"
LOGIN = "/console/login"
PASSWORD = "/console/password"  # noqa: S105 - a page
LIVE_PARTS = ("rows", "live", "events")
FROM_SCRIPT = "x-console"


class LoginNeededError(InfolineError):
    """Nobody is logged in, or no longer."""

    status = 401
    message = "Your session has ended. Please log in again."


class PasswordNeededError(InfolineError):
    """A one-time password was used; an own one comes first."""

    status = 403
    message = "Please choose your own password first."


def token_of(request: Request) -> str | None:
    """The token that the browser sent, if any."""
    return request.cookies.get(COOKIE)


def keep(response: Response, token: str, *, secure: bool) -> None:
    """Give the browser its token: out of reach for scripts and for other sites."""
    response.set_cookie(COOKIE, token, path=HOME, httponly=True, samesite="strict", secure=secure)


def drop(response: Response, *, secure: bool) -> None:
    """Take the token back."""
    response.delete_cookie(COOKIE, path=HOME, httponly=True, samesite="strict", secure=secure)


def local_page(asked: str | None) -> str:
    """``asked`` if it is a page of the console, otherwise the console's first page."""
    if not asked or "\\" in asked or not asked.isprintable() or asked.startswith("//"):
        return HOME
    parts = urlsplit(asked)
    inside = parts.path == HOME or parts.path.startswith(f"{HOME}/")
    if parts.scheme or parts.netloc or not inside or ".." in parts.path:
        return HOME
    return HOME if parts.path in (LOGIN, f"{HOME}/logout") else asked


def page_behind(request: Request) -> str:
    """The page that a request belongs to: itself, or the one whose form or part it is."""
    path = request.url.path
    if path.endswith("/again"):  # a button in the case's own page
        return path.rsplit("/lines/", 1)[0]
    if "/lines/" in path:  # the form stands at its own page's address
        return path
    if request.method == "GET" and path.rsplit("/", 1)[-1] not in LIVE_PARTS:
        return f"{path}?{request.url.query}" if request.url.query else path
    parent = path.rsplit("/", 1)[0]
    return parent if parent.startswith(f"{HOME}/cases/") else HOME


def login_address(request: Request) -> str:
    """Where to log in so that the way leads back here."""
    return f"{LOGIN}?next={quote(page_behind(request), safe='/')}"


def is_from_here(request: Request) -> bool:
    """Whether a form comes from a page of this site, as far as the browser says."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def is_from_script(request: Request) -> bool:
    """Whether the console's own script asks, which wants words and no redirects."""
    return FROM_SCRIPT in request.headers
