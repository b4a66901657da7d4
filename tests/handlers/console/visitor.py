"""Somebody with a browser, as far as HTTP goes: cookies, forms, no script."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

from aiohttp import ClientSession, CookieJar
from argon2 import PasswordHasher
from multidict import CIMultiDictProxy

from bot.app import App
from bot.views import Staff

PASSWORD = "a long enough password"
CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: CIMultiDictProxy[str]
    text: str

    @property
    def words(self) -> str:
        """The text of the page without its markup."""
        reader = _Words()
        reader.feed(self.text)
        return " ".join(" ".join(reader.found).split())


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


class Visitor:
    """A browser without a script. Redirects are shown, not followed."""

    def __init__(self, app: App, address: str) -> None:
        """``address`` is where the service listens."""
        self.app = app
        self.http = ClientSession(address, cookie_jar=CookieJar(unsafe=True))

    @property
    def token(self) -> str | None:
        """The token in the cookie."""
        for cookie in self.http.cookie_jar:
            if cookie.key == "infoline_session":
                return cookie.value
        return None

    async def csrf(self) -> str:
        """The token that this login's forms carry."""
        session = await self.app.login.session(self.token)
        return session.csrf if session else ""

    async def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Ask for a page; an underscore in a header's name stands for a hyphen."""
        return await self._ask(method, path, headers)

    async def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        """Send a form as it is."""
        return await self._ask("POST", path, headers, fields)

    async def send(self, path: str, **fields: str) -> Answer:
        """Send a form of a page: with its token."""
        return await self.post(path, {"csrf": await self.csrf(), **fields})

    async def log_in(self, username: str, password: str = PASSWORD) -> Answer:
        """Fill in the login form."""
        return await self.post("/console/login", {"username": username, "password": password})

    async def _ask(
        self,
        method: str,
        path: str,
        headers: dict[str, str],
        fields: dict[str, str] | None = None,
    ) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.http.request(
            method, path, data=fields, headers=named, allow_redirects=False
        ) as answer:
            return Answer(answer.status, answer.headers, await answer.text())


async def hire(app: App, username: str, role: str, *, must_change: bool = False) -> Staff:
    """An account with PASSWORD."""
    async with app.store.write() as unit:
        await unit.office.add(
            username, username.title(), role, CHEAP.hash(PASSWORD), must_change=must_change
        )
        staff = await unit.office.by_name(username)
    assert staff is not None
    return staff
