"""Files: asked of Twilio alone, read as far as they may be, and our keys go nowhere else."""

from __future__ import annotations

import asyncio
import base64
import gzip
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest
from aiohttp import web
from yarl import URL

from bot.messages import Media, MediaKind, SendError, Trouble
from handlers.twilio.media import Files, Origin, may_follow

USER, SECRET = "AC" + "a" * 32, "the-auth-token"
PATH = f"/2010-04-01/Accounts/{USER}/Messages/MM{'b' * 32}/Media/ME{'c' * 32}"
SPEECH = f"/2010-04-01/Accounts/{USER}/Recordings/RE{'d' * 32}"
KEYS = "Basic " + base64.b64encode(f"{USER}:{SECRET}".encode()).decode()
RETRY, REFUSED = Trouble.RETRY, Trouble.REFUSED
TRIES = {False: 1, True: 2}
"""What is dropped without an answer, the client asks for again by itself, once."""

PICTURE = b"\xff\xd8" + b"x" * 200_000


@dataclass
class Reply:
    """What a server answers: by default a picture."""

    status: int = 200
    body: bytes = PICTURE
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "image/jpeg"})
    drops: bool = False


@dataclass
class Server:
    """A server that notes who asked, and answers in turn; then with the picture."""

    replies: deque[Reply] = field(default_factory=deque)
    asked: list[tuple[str, str, str | None]] = field(default_factory=list)
    url: str = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer as told."""
        keys = request.headers.get("Authorization")
        self.asked.append((request.method, request.path_qs, keys))
        reply = self.replies.popleft() if self.replies else Reply()
        if reply.drops and request.transport:
            request.transport.close()
        return web.Response(status=reply.status, body=reply.body, headers=reply.headers)


@asynccontextmanager
async def listening(handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> (
    AsyncIterator[str]
):  # fmt: skip
    """The address of a server with this handler."""
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(application, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.fixture
async def twilio() -> AsyncIterator[Server]:
    """Twilio's API."""
    server = Server()
    async with listening(server.answer) as server.url:
        yield server


@pytest.fixture
async def store() -> AsyncIterator[Server]:
    """Another server, where Twilio keeps files."""
    server = Server()
    async with listening(server.answer) as server.url:
        yield server


def files(server: Server) -> Files:
    """The client."""
    return Files(USER, SECRET, server.url)


def photo(server: Server) -> Media:
    """A photo that somebody sent."""
    return Media(MediaKind.PHOTO, server.url + PATH, mime="image/jpeg")


def elsewhere(url: str, status: int = 307) -> Reply:
    """An answer that points there."""
    return Reply(status, b"", {"Location": url})


async def failure(work: Awaitable[object]) -> tuple[Trouble, str, float | None]:
    """What it ends with, which must say nothing of the file's address or the keys."""
    with pytest.raises(SendError) as caught:
        await work
    error = caught.value
    assert error.__suppress_context__ or error.__context__ is None
    assert error.__cause__ is None
    assert "http" not in repr(error)
    return error.trouble, error.code, error.after


async def test_a_file_is_given_for_our_keys(twilio: Server) -> None:
    assert await files(twilio).fetch(photo(twilio), 1_000_000) == PICTURE
    [(method, path, keys)] = twilio.asked
    assert (method, path) == ("GET", PATH)
    assert keys == KEYS


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_where_it_is_kept_our_keys_are_not_shown(
    twilio: Server, store: Server, status: int
) -> None:
    target = "/a%2Fb/c?Signature=x%2By&e=1"
    twilio.replies.append(elsewhere(store.url + target, status))
    assert await files(twilio).fetch(photo(twilio), 1_000_000) == PICTURE
    assert store.asked == [("GET", target, None)]


async def test_nor_does_the_api_see_them_again(twilio: Server) -> None:
    twilio.replies.append(elsewhere("/kept/here"))
    assert await files(twilio).fetch(photo(twilio), 1_000_000) == PICTURE
    assert twilio.asked[1] == ("GET", "/kept/here", None)


async def test_pointing_in_a_circle_comes_to_an_end(twilio: Server) -> None:
    twilio.replies.extend([elsewhere(PATH)] * 10)
    assert await failure(files(twilio).fetch(photo(twilio), 10)) == (RETRY, "file_not_given", None)
    assert len(twilio.asked) == 4


@pytest.mark.parametrize(
    "target",
    ["http://files.example/x", "http://10.0.0.1/x", "ftp://127.0.0.1/x", "file:///etc/passwd",
     "//files.example/x", "http://localhost.example/x"],
)  # fmt: skip
async def test_a_file_is_not_read_in_the_open(twilio: Server, target: str) -> None:
    twilio.replies.append(elsewhere(target))
    assert await failure(files(twilio).fetch(photo(twilio), 10)) == (REFUSED, "foreign_host", None)


@pytest.mark.parametrize(
    ("api", "target", "may"),
    [
        ("https://api.twilio.com", "https://media.twiliocdn.com/x", True),
        ("https://api.twilio.com", "http://media.twiliocdn.com/x", False),
        ("https://api.twilio.com", "http://127.0.0.1/x", False),
        ("https://api.twilio.com", "http://localhost:80/x", False),
        ("http://127.0.0.1:4010", "http://127.0.0.1:4011/x", True),
        ("http://localhost:4010", "http://[::1]:4011/x", True),
        ("http://127.0.0.1:4010", "ftp://127.0.0.1/x", False),
        ("http://127.0.0.1:4010", "http://127.0.0.1.example/x", False),
    ],
)
def test_only_a_server_on_this_machine_points_to_this_machine(
    api: str, target: str, may: bool
) -> None:
    assert may_follow(Origin.of(URL(api)), Origin.of(URL(target))) is may


def foreign(twilio: Server, store: Server) -> list[str]:
    """Addresses that are not of Twilio's API at ``twilio``."""
    port = twilio.url.rpartition(":")[2]
    return [
        store.url + PATH,
        "https://api.twilio.com" + PATH,
        f"https://127.0.0.1:{port}{PATH}",
        f"http://localhost:{port}{PATH}",
        f"http://x@127.0.0.1:{port}{PATH}",
        f"http://@127.0.0.1:{port}{PATH}",
        f"http://127.0.0.1:{port}@{store.url.removeprefix('http://')}{PATH}",
        f"//127.0.0.1:{port}{PATH}",
        PATH,
        "file:///etc/passwd",
        "http://127.0.0.1:x/",
        "http://[/",
        "\\",
    ]


async def test_no_other_server_is_asked(twilio: Server, store: Server) -> None:
    for ref in foreign(twilio, store):
        media, client = Media(MediaKind.PHOTO, ref), files(twilio)
        assert await failure(client.fetch(media, 10)) == (REFUSED, "foreign_host", None), ref
        assert await failure(client.discard(ref)) == (REFUSED, "foreign_host", None), ref
    assert twilio.asked == store.asked == []


@pytest.mark.parametrize("host", ["api.twilio.com.evil.example", "evil.example", "127.0.0.1"])
async def test_of_twilios_own_servers_only_the_api_is_asked(host: str) -> None:
    for scheme in ("https", "http"):
        media = Media(MediaKind.PHOTO, f"{scheme}://{host}{PATH}")
        client = Files(USER, SECRET)
        assert await failure(client.fetch(media, 10)) == (REFUSED, "foreign_host", None)
    open_way = Media(MediaKind.PHOTO, f"http://api.twilio.com{PATH}")
    assert (await failure(Files(USER, SECRET).fetch(open_way, 10)))[1] == "foreign_host"


@pytest.mark.parametrize(
    "path",
    ["", "/", PATH + "/..", PATH + "?x=1", PATH + "#x", PATH.rpartition("/Media")[0], PATH + "/x",
     f"/2010-04-01/Accounts/{USER}/Calls/CA1", SPEECH + ".exe", SPEECH + "/x", SPEECH + ".mp3/..",
     SPEECH.replace("/RE", "/CA"), PATH.replace("/Media/", "/%2e%2e/")],
)  # fmt: skip
async def test_what_is_no_file_is_neither_read_nor_deleted(twilio: Server, path: str) -> None:
    ref = twilio.url + path
    assert await failure(files(twilio).discard(ref)) == (REFUSED, "no_file", None)
    fetching = files(twilio).fetch(Media(MediaKind.PHOTO, ref), 10)
    assert await failure(fetching) == (REFUSED, "no_file", None)
    assert twilio.asked == []


@pytest.mark.parametrize("ref", [None, ""])
async def test_without_a_reference_there_is_no_file(twilio: Server, ref: str | None) -> None:
    fetching = files(twilio).fetch(Media(MediaKind.PHOTO, ref), 10)
    assert await failure(fetching) == (REFUSED, "no_file", None)


async def test_a_file_that_is_too_big_is_not_asked_for(twilio: Server) -> None:
    media = replace(photo(twilio), size=11)
    assert await failure(files(twilio).fetch(media, 10)) == (REFUSED, "too_big", None)
    assert twilio.asked == []


async def test_a_file_of_just_the_size_is_read(twilio: Server) -> None:
    assert await files(twilio).fetch(photo(twilio), len(PICTURE)) == PICTURE
    fetching = files(twilio).fetch(photo(twilio), len(PICTURE) - 1)
    assert await failure(fetching) == (REFUSED, "too_big", None)


async def test_a_file_without_end_is_not_read_to_it() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        stream = web.StreamResponse(headers={"Content-Type": "image/jpeg"})
        await stream.prepare(request)
        while True:
            await stream.write(b"x" * 10_000)

    async with listening(answer) as url:
        endless = Media(MediaKind.PHOTO, url + PATH)
        fetching = Files(USER, SECRET, url).fetch(endless, 100_000)
        assert await failure(fetching) == (REFUSED, "too_big", None)


async def test_a_file_that_is_announced_as_too_big_is_not_waited_for() -> None:
    over = asyncio.Event()

    async def answer(request: web.Request) -> web.StreamResponse:
        stream = web.StreamResponse(headers={"Content-Type": "image/jpeg"})
        stream.content_length = 100_001
        await stream.prepare(request)
        await over.wait()
        return stream

    async with listening(answer) as url:
        large = Media(MediaKind.PHOTO, url + PATH)
        async with asyncio.timeout(10):
            fetching = Files(USER, SECRET, url).fetch(large, 100_000)
            assert await failure(fetching) == (REFUSED, "too_big", None)
        over.set()


async def test_a_file_that_unpacks_into_too_much_is_not_kept(twilio: Server) -> None:
    packed = gzip.compress(b"\x00" * 5_000_000)
    kind = {"Content-Type": "image/jpeg", "Content-Encoding": "gzip"}
    twilio.replies.append(Reply(body=packed, headers=kind))
    fetching = files(twilio).fetch(photo(twilio), 100_000)
    assert await failure(fetching) == (REFUSED, "too_big", None)


@pytest.mark.parametrize(
    ("reply", "code", "after"),
    [
        (Reply(401), "token_refused", 60.0),
        (Reply(403), "token_refused", 60.0),
        (Reply(404), "file_not_given", None),
        (Reply(410), "file_not_given", None),
        (Reply(500), "file_not_given", None),
        (Reply(206), "file_not_given", None),
        (Reply(429, headers={"Retry-After": "7"}), "flood", 7.0),
        (Reply(429, headers={"Retry-After": "soon"}), "flood", None),
        (Reply(429), "flood", None),
        (Reply(drops=True), "unreachable", None),
        (elsewhere("http://["), "unreachable", None),
        (Reply(headers={"Content-Type": "text/html; charset=utf-8"}), "file_not_given", None),
        (Reply(headers={"Content-Type": "application/xml"}), "file_not_given", None),
        (Reply(headers={"Content-Type": "application/json"}), "file_not_given", None),
    ],
)
async def test_what_is_tried_again(
    twilio: Server, reply: Reply, code: str, after: float | None
) -> None:
    twilio.replies.extend([reply] * TRIES[reply.drops])
    assert await failure(files(twilio).fetch(photo(twilio), 1_000_000)) == (RETRY, code, after)
    assert await files(twilio).fetch(photo(twilio), 1_000_000) == PICTURE


async def test_a_refusal_where_it_is_kept_says_nothing_of_our_keys(
    twilio: Server, store: Server
) -> None:
    twilio.replies.append(elsewhere(store.url + "/x"))
    store.replies.append(Reply(403))
    fetching = files(twilio).fetch(photo(twilio), 1_000_000)
    assert await failure(fetching) == (RETRY, "file_not_given", None)


async def test_a_page_that_a_person_sent_is_a_file(twilio: Server) -> None:
    twilio.replies.append(Reply(body=b"<p>", headers={"Content-Type": "text/html"}))
    page = replace(photo(twilio), mime="text/html")
    assert await files(twilio).fetch(page, 10) == b"<p>"


async def test_a_server_that_is_away(twilio: Server) -> None:
    async with listening(twilio.answer) as url:
        gone = replace(twilio, url=url)
    assert await failure(files(gone).fetch(photo(gone), 10)) == (RETRY, "unreachable", None)
    assert await failure(files(gone).discard(gone.url + PATH)) == (RETRY, "unreachable", None)


@pytest.mark.parametrize("status", [200, 204, 404, 410])
async def test_a_file_is_deleted(twilio: Server, status: int) -> None:
    twilio.replies.append(Reply(status, b"", {}))
    await files(twilio).discard(twilio.url + PATH)
    [(method, path, keys)] = twilio.asked
    assert (method, path) == ("DELETE", f"{PATH}.json")
    assert keys == KEYS


@pytest.mark.parametrize("form", ["", ".mp3", ".wav"])
async def test_a_recording_is_read_in_any_format_and_deleted_as_a_whole(
    twilio: Server, form: str
) -> None:
    said = Media(MediaKind.VOICE, twilio.url + SPEECH + form)
    twilio.replies.append(Reply(body=b"words", headers={"Content-Type": "audio/mpeg"}))
    assert await files(twilio).fetch(said, 10) == b"words"
    twilio.replies.append(Reply(204, b"", {}))
    await files(twilio).discard(twilio.url + SPEECH + form)
    assert [(method, path) for method, path, _keys in twilio.asked] == [
        ("GET", SPEECH + form),
        ("DELETE", f"{SPEECH}.json"),
    ]


@pytest.mark.parametrize(
    ("reply", "code", "after"),
    [
        (Reply(401), "token_refused", 60.0),
        (Reply(409), "file_not_given", None),
        (Reply(500), "file_not_given", None),
        (Reply(429, headers={"Retry-After": "3"}), "flood", 3.0),
        (Reply(drops=True), "unreachable", None),
    ],
)
async def test_deleting_is_tried_again(
    twilio: Server, reply: Reply, code: str, after: float | None
) -> None:
    twilio.replies.extend([reply] * TRIES[reply.drops])
    assert await failure(files(twilio).discard(twilio.url + PATH)) == (RETRY, code, after)


async def test_deleting_is_not_led_elsewhere(twilio: Server, store: Server) -> None:
    twilio.replies.append(elsewhere(store.url + PATH))
    assert (await failure(files(twilio).discard(twilio.url + PATH)))[0] is RETRY
    assert store.asked == []
