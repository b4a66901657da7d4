"""Asking webhooks what a call does next: signed, repeated on purpose, and every answer kept."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector

from bot.bench.twilio.double.phone.document import UnreadableError, Verb, read
from bot.bench.twilio.double.phone.signals import GoTo
from bot.bench.twilio.double.posting import PATIENCE_SECONDS, SIGNATURE, TOKEN
from bot.bench.twilio.double.world import World

OK = 200
NOT_FETCHED = 11200


@dataclass(frozen=True, slots=True)
class Page:
    """A webhook's answer. ``status`` is None where none came; ``seconds`` until the answer.
    ``repeat``: the same request was made before, and its answer got lost."""

    sid: str
    url: str
    fields: Mapping[str, str] = field(repr=False)
    at: datetime
    seconds: float
    status: int | None
    mime: str = ""
    body: bytes = field(default=b"", repr=False)
    repeat: bool = False


class Asker:
    """Fetches documents and sounds for the time of ``open``."""

    def __init__(self, world: World) -> None:
        """``on_document`` is told each address with its document, and may raise; ``hosted`` are
        documents and sounds that lie elsewhere, by address: type and content."""
        self._world = world
        self._session: ClientSession | None = None
        self._sounds: dict[str, tuple[str, int]] = {}
        self.on_document: Callable[[str, bytes], None] = lambda _url, _document: None
        self.hosted: dict[str, tuple[str, bytes]] = {}
        self.pages: list[Page] = []

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Connections for this time."""
        times = ClientTimeout(PATIENCE_SECONDS)
        # A connection that is kept may be closed by the other side in the very moment of its use.
        connector = TCPConnector(limit=0, force_close=True)
        async with ClientSession(timeout=times, connector=connector) as session:
            self._session = session
            yield
        self._session = None

    async def document(self, sid: str, go: GoTo, fields: Mapping[str, str]) -> tuple[Verb, ...]:
        """The verbs at ``go``; raises UnreadableError."""
        whole = {**fields, **go.fields}
        if go.body is not None:
            return self._checked(go.url, go.body, "text/xml")
        if found := self.hosted.get(go.url):
            return self._checked(go.url, found[1], found[0])
        token = self._world.sids.digits()
        page = await self._ask(sid, go, whole, token)
        if self._world.mischief.repeats():
            self._world.repeated += 1
            again = token if self._world.mischief.draws(0.5) else self._world.sids.digits()
            page = await self._ask(sid, go, whole, again, repeat=True)
        if page.status != OK:
            raise UnreadableError(NOT_FETCHED, f"status {page.status}")
        return self._checked(go.url, page.body, page.mime)

    async def sound(self, url: str) -> tuple[str, int]:
        """Type and size of what is played; kept, as Twilio does. Raises UnreadableError."""
        if found := self.hosted.get(url):
            return found[0], len(found[1])
        if url not in self._sounds:
            mime, size = await self._get(url)
            if not mime.startswith("audio/") or not size:
                raise UnreadableError(12300, f"a sound of the type {mime!r}, {size} bytes")
            self._sounds[url] = mime, size
        return self._sounds[url]

    def _checked(self, url: str, body: bytes, mime: str) -> tuple[Verb, ...]:
        self.on_document(url, body)
        return read(body, mime)

    async def _ask(
        self, sid: str, go: GoTo, fields: Mapping[str, str], token: str, *, repeat: bool = False
    ) -> Page:
        at, began = self._world.now(), perf_counter()
        status, mime, body = await self._send(go, dict(fields), token)
        took = perf_counter() - began
        page = Page(sid, go.url, fields, at, took, status, mime, body, repeat)
        self.pages.append(page)
        return page

    async def _send(
        self, go: GoTo, fields: dict[str, str], token: str
    ) -> tuple[int | None, str, bytes]:
        url = go.url
        if go.method == "GET":
            url, fields = f"{url}{'&' if '?' in url else '?'}{urlencode(fields)}", {}
        headers = {SIGNATURE: self._world.account.sign(url, fields), TOKEN: token}
        try:
            real = self._world.routes.real(url)
            async with self._http.request(
                go.method, real, data=fields, headers=headers, allow_redirects=False
            ) as answer:
                body = await answer.read()
                return answer.status, answer.headers.get("Content-Type", ""), body
        except (ClientError, TimeoutError, LookupError):
            return None, "", b""

    async def _get(self, url: str) -> tuple[str, int]:
        try:
            async with self._http.get(self._world.routes.real(url)) as answer:
                body = await answer.read()
                if answer.status != OK:
                    raise UnreadableError(NOT_FETCHED, f"a sound: status {answer.status}")
                return answer.content_type, len(body)
        except (ClientError, TimeoutError, LookupError) as error:
            raise UnreadableError(NOT_FETCHED, f"a sound: {type(error).__name__}") from None

    @property
    def _http(self) -> ClientSession:
        if self._session is None:
            msg = "the double does not run"
            raise RuntimeError(msg)
        return self._session
