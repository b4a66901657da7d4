"""Files that people sent: fetched from Twilio alone, and deleted there. Its keys go nowhere else.

The address of a file is neither logged nor raised.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, encode_basic_auth
from yarl import URL

from bot.messages import Media, SendError, Trouble
from handlers.twilio.codes import TOKEN_PAUSE_SECONDS
from handlers.twilio.reading import mime_of

API = "https://api.twilio.com"
FILE = re.compile(
    r"/[\w-]+/Accounts/\w+/(?:Messages/\w+/Media/\w+|Recordings/RE\w+(?:\.mp3|\.wav)?)", re.ASCII
)
"""The file of a message, or a recording of a call, which is given in two formats."""

FORMAT = re.compile(r"\.(?:json|mp3|wav)$")
RESOURCE = ".json"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
TIMES = ClientTimeout(total=60, connect=10)
CHUNK_BYTES = 65_536
MOST_REDIRECTS = 3
REDIRECTS = frozenset({301, 302, 303, 307, 308})
REFUSALS = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
GONE = frozenset({HTTPStatus.OK, HTTPStatus.NO_CONTENT, HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
ERROR_PAGES = frozenset({"text/html", "text/xml", "application/xml", "application/json"})
"""What stands in a file's place where something went wrong."""

FAULTS = (ClientError, TimeoutError, OSError, ValueError)
NOTHING = MappingProxyType[str, str]({})


@dataclass(frozen=True, slots=True)
class Origin:
    """A server: nothing but it has our keys."""

    scheme: str
    host: str | None
    port: int | None

    @classmethod
    def of(cls, url: URL) -> Origin:
        """The server of ``url``."""
        return cls(url.scheme, url.host, url.port)

    @property
    def is_loopback(self) -> bool:
        """Whether it is on this machine."""
        return self.host in LOOPBACK


def may_follow(api: Origin, target: Origin) -> bool:
    """Whether a file may be read where ``api`` says that it is: encrypted on its way, or on this
    machine where ``api`` is there too."""
    here = api.is_loopback and target.is_loopback
    return target.scheme == "https" or (here and target.scheme == "http")


class Files:
    """Fetches and deletes. Nothing is asked of any server but Twilio's, and of those that it
    points to without our keys."""

    def __init__(self, user: str, secret: str, api_base: str | None = None) -> None:
        """``user`` and ``secret`` are an API key with its secret, or the account with its token.
        ``api_base`` is another server than Twilio's own."""
        self._origin = Origin.of(URL(api_base or API))
        self._keys = {"Authorization": encode_basic_auth(user, secret)}

    async def fetch(self, media: Media, most: int) -> bytes:
        """The file behind ``media.ref``; it is not read further than ``most`` bytes.

        Raises SendError: REFUSED "no_file", "foreign_host" or "too_big", or RETRY.
        """
        url = self._own(media.ref)
        _check(media.size, most)
        try:
            async with ClientSession(timeout=TIMES) as http:
                return await self._follow(http, url, media.mime, most)
        except FAULTS:
            raise SendError(Trouble.RETRY, "unreachable") from None

    async def discard(self, ref: str) -> None:
        """Delete the file behind ``ref`` at Twilio; one that is not there is deleted. Raises
        SendError."""
        url = self._own(ref)
        # The file itself has this address; what Twilio keeps of it is the resource.
        resource = url.with_path(FORMAT.sub("", url.path) + RESOURCE)
        try:
            async with (
                ClientSession(timeout=TIMES) as http,
                http.delete(resource, headers=self._keys, allow_redirects=False) as answer,
            ):
                if answer.status not in GONE:
                    raise _meaning(answer, ours=True)
        except FAULTS:
            raise SendError(Trouble.RETRY, "unreachable") from None

    async def _follow(self, http: ClientSession, url: URL, mime: str | None, most: int) -> bytes:
        for hop in range(MOST_REDIRECTS + 1):
            keys = NOTHING if hop else self._keys
            async with http.get(url, headers=keys, allow_redirects=False) as answer:
                if answer.status not in REDIRECTS:
                    return await _read(answer, mime, most, ours=not hop)
                url = self._next(url, answer)
        raise SendError(Trouble.RETRY, "file_not_given")

    def _own(self, ref: str | None) -> URL:
        """The address of a file at Twilio, exactly as it was given."""
        if not ref:
            raise SendError(Trouble.REFUSED, "no_file")
        try:
            parts, url = urlsplit(ref), URL(ref, encoded=True)
            foreign = parts.username is not None or Origin.of(url) != self._origin
        except ValueError:
            raise SendError(Trouble.REFUSED, "foreign_host") from None
        if foreign:
            raise SendError(Trouble.REFUSED, "foreign_host")
        if not FILE.fullmatch(parts.path) or parts.query or parts.fragment:
            raise SendError(Trouble.REFUSED, "no_file")
        return url

    def _next(self, url: URL, answer: ClientResponse) -> URL:
        """Where Twilio says the file is."""
        target = url.join(URL(answer.headers.get("Location", ""), encoded=True))
        if not may_follow(self._origin, Origin.of(target)):
            raise SendError(Trouble.REFUSED, "foreign_host")
        return target


async def _read(answer: ClientResponse, mime: str | None, most: int, *, ours: bool) -> bytes:
    found = mime_of(answer.headers.get("Content-Type", ""))
    page = found in ERROR_PAGES and found != mime
    if answer.status != HTTPStatus.OK or page:
        raise _meaning(answer, ours=ours)
    _check(answer.content_length, most)
    content = bytearray()
    async for chunk in answer.content.iter_chunked(CHUNK_BYTES):
        content += chunk
        _check(len(content), most)
    return bytes(content)


def _check(size: int | None, most: int) -> None:
    if size is not None and size > most:
        raise SendError(Trouble.REFUSED, "too_big")


def _meaning(answer: ClientResponse, *, ours: bool) -> SendError:
    """What another answer than a file means; ``ours``: it was asked with our keys."""
    if ours and answer.status in REFUSALS:
        return SendError(Trouble.RETRY, "token_refused", after=TOKEN_PAUSE_SECONDS)
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        wait = answer.headers.get("Retry-After", "")
        return SendError(Trouble.RETRY, "flood", after=float(wait) if wait.isdecimal() else None)
    return SendError(Trouble.RETRY, "file_not_given")
