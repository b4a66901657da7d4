"""For administrators: who works here, and new accounts."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.responses import Response

from bot.errors import BadInputError, ForbiddenError
from bot.login import Login
from bot.views import Staff
from handlers.console.forms import field as one_line
from handlers.console.gate import Visit
from handlers.console.render import Page, frame, html
from handlers.console.words import ROLES, words

ADDRESS = "/console/accounts"
ONLY_ADMINISTRATORS = "Accounts are for administrators."
MAX_USERNAME = 64
MAX_NAME = 100


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account. ``fresh``: its one-time password was not replaced yet."""

    username: str
    name: str
    role: str
    fresh: bool
    active: bool


@dataclass(frozen=True, slots=True)
class AccountsPage(Page):
    """All accounts and a form. ``made`` is the user name that got ``password``, or both ""."""

    template = "accounts.html"
    lines: tuple[AccountLine, ...]
    roles: tuple[tuple[str, str], ...]
    username: str
    name: str
    role: str
    error: str
    made: str
    password: str = field(repr=False)


class AccountPages:
    """The list and the form."""

    def __init__(self, login: Login) -> None:
        """``login`` keeps the accounts."""
        self._login = login

    async def show(self, visit: Visit) -> Response:
        """All accounts."""
        return html(await self._page(visit))

    async def add(self, visit: Visit) -> Response:
        """Make an account; its one-time password stands on this page and nowhere else."""
        username = one_line(visit.form, "username")[:MAX_USERNAME]
        name = one_line(visit.form, "name")[:MAX_NAME]
        role = one_line(visit.form, "role")
        try:
            password = await self._login.add_staff(visit.staff, username, name, role)
        except BadInputError as error:
            page = await self._page(visit, username, name, role, error=error.message)
            return html(page, error.status)
        return html(await self._page(visit, made=username.lower(), password=password))

    async def _page(
        self,
        visit: Visit,
        username: str = "",
        name: str = "",
        role: str = "operator",
        *,
        error: str = "",
        made: str = "",
        password: str = "",
    ) -> AccountsPage:
        if visit.staff.role != "administrator":
            raise ForbiddenError(ONLY_ADMINISTRATORS)
        everybody = await self._login.everybody(visit.staff)
        return AccountsPage(
            frame=frame("Accounts", visit.session, ADDRESS),
            lines=tuple(_line(staff) for staff in everybody),
            roles=tuple(ROLES.items()),
            username=username,
            name=name,
            role=role,
            error=error,
            made=made,
            password=password,
        )


def _line(staff: Staff) -> AccountLine:
    return AccountLine(
        username=staff.username,
        name=staff.display_name,
        role=words(ROLES, staff.role),
        fresh=staff.must_change,
        active=staff.active,
    )
