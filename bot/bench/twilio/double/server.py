"""Serving the double over HTTP: authentication, faults, Twilio's paths and shapes of answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from aiohttp import web
from yarl import URL

from bot.bench.double.answering import Answerer
from bot.bench.double.faults import Fault
from bot.bench.twilio.double.contents import content
from bot.bench.twilio.double.fetching import enclose
from bot.bench.twilio.double.messages import VERSION, File, Message
from bot.bench.twilio.double.refusals import RefusedError
from bot.bench.twilio.double.reports import report, report_all
from bot.bench.twilio.double.sending import create, redact
from bot.bench.twilio.double.world import World

SEND = "messages.create"
# What does something, and is struck by faults that have a share.
DEEDS = frozenset({SEND})
Settle = Callable[[str], Awaitable[None]]
T = TypeVar("T")
Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A call: its path with the names in it, and its parameters."""

    path: str
    names: Mapping[str, str]
    given: Given
    query: Mapping[str, str] = field(default_factory=dict)


Do = Callable[[Asked], Awaitable[web.Response]]
Route = tuple[str, str, str, Do]
"""HTTP's verb, the path, the name in the log, and what is done."""


def application(world: World, settle: Settle, more: Sequence[Route] = ()) -> web.Application:
    """The API, and ``more`` of it. ``settle`` waits until what is to be posted of one message was
    posted."""
    service = _Service(world, settle)
    account = f"/{VERSION}/Accounts/{{account}}"
    message, media = f"{account}/Messages/{{sid}}", f"{account}/Messages/{{sid}}/Media"
    routes: list[Route] = [
        ("POST", f"{account}/Messages.json", SEND, service.create),
        ("GET", f"{message}.json", "messages.fetch", service.fetch),
        ("POST", f"{message}.json", "messages.update", service.update),
        ("DELETE", f"{message}.json", "messages.delete", service.delete),
        ("GET", f"{media}.json", "media.list", service.list_media),
        ("GET", f"{media}/{{file}}.json", "media.fetch", service.describe_media),
        ("DELETE", f"{media}/{{file}}.json", "media.delete", service.delete_media),
        ("DELETE", f"{media}/{{file}}", "media.delete", service.delete_media),
        ("GET", f"{media}/{{file}}", "media.content", service.redirect_media),
        ("POST", "/v1/Content", "contents.create", service.create_content),
        ("GET", "/v1/Content/{sid}", "contents.fetch", service.fetch_content),
        ("DELETE", "/v1/Content/{sid}", "contents.delete", service.delete_content),
        *more,
    ]
    app = web.Application()
    for verb, path, method, do in routes:
        app.router.add_route(verb, path, service.calling(method, do))
    app.router.add_get("/content/{path}", service.content)
    return app


class _Service:
    def __init__(self, world: World, settle: Settle) -> None:
        self._world = world
        self._settle = settle
        self._answerer = Answerer(world.mischief, world.calls, world.now, self._refusal)

    def calling(self, method: str, do: Do) -> Callable[[web.Request], Awaitable[Any]]:
        """A handler of one method."""

        async def handler(request: web.Request) -> web.StreamResponse:
            asked = Asked(request.path, request.match_info, {}, request.query)

            async def read() -> Given:
                nonlocal asked
                self._authenticate(request)
                asked = replace(asked, given=await _given(request))
                return asked.given

            return await self._answerer.answer(request, method, read, lambda: do(asked))

        return handler

    async def create(self, asked: Asked) -> web.Response:
        """Take a message; its first report may be posted before this is answered."""
        message = create(self._world, asked.given)
        await enclose(self._world, message)
        answer = web.json_response(message.to_json(), status=201)
        if not self._world.reporting.hold:
            if self._world.mischief.draws(self._world.reporting.early):
                first, message.course = message.course[0], message.course[1:]
                report(self._world, message, first)
                await self._settle(message.sid)
            report_all(self._world, message)
        return answer

    async def fetch(self, asked: Asked) -> web.Response:
        """One message."""
        return web.json_response(self._message(asked).to_json())

    async def update(self, asked: Asked) -> web.Response:
        """Remove its text."""
        message = self._message(asked)
        redact(message, asked.given)
        return web.json_response(message.to_json())

    async def delete(self, asked: Asked) -> web.Response:
        """Forget it."""
        message = self._message(asked)
        if not message.final:
            raise RefusedError(20009, message.sid)
        del self._world.messages[message.sid]
        return web.Response(status=204)

    async def list_media(self, asked: Asked) -> web.Response:
        """The files of a message."""
        files = [_described(self._world, file) for file in self._message(asked).files]
        return web.json_response({"media_list": files, "page": 0, "page_size": 50, "uri": ""})

    async def describe_media(self, asked: Asked) -> web.Response:
        """One file, without its content."""
        return web.json_response(_described(self._world, self._file(asked)))

    async def redirect_media(self, asked: Asked) -> web.Response:
        """Where its content lies."""
        location = f"{self._world.base}{self._file(asked).path}"
        return web.Response(status=307, headers={"Location": location})

    async def delete_media(self, asked: Asked) -> web.Response:
        """Forget a file."""
        file = self._file(asked)
        del self._world.files[file.sid]
        self._world.messages[file.message_sid].files.remove(file)
        return web.Response(status=204)

    async def create_content(self, asked: Asked) -> web.Response:
        """Keep a content that nobody approved."""
        made = content(self._world.sids.new("HX"), asked.given)
        self._world.contents[made.sid] = made
        return web.json_response(made.to_json(), status=201)

    async def fetch_content(self, asked: Asked) -> web.Response:
        """One content."""
        return web.json_response(_found(self._world.contents, asked, "sid").to_json())

    async def delete_content(self, asked: Asked) -> web.Response:
        """Forget it."""
        del self._world.contents[_found(self._world.contents, asked, "sid").sid]
        return web.Response(status=204)

    async def content(self, request: web.Request) -> web.Response:
        """The content of a file. Credentials that came along with a redirect are refused."""
        if "Authorization" in request.headers:
            return web.Response(status=400)
        for file in self._world.files.values():
            if file.path == request.path:
                return web.Response(body=file.content, content_type=file.mime)
        return web.Response(status=404)

    def _authenticate(self, request: web.Request) -> None:
        account = request.match_info.get("account", self._world.account.sid)
        authorization = request.headers.get("Authorization", "")
        if account != self._world.account.sid or not self._world.account.lets_in(authorization):
            raise RefusedError(20003)

    def _message(self, asked: Asked) -> Message:
        return _found(self._world.messages, asked, "sid")

    def _file(self, asked: Asked) -> File:
        file = _found(self._world.files, asked, "file")
        if file.message_sid != asked.names["sid"]:
            raise RefusedError(20404, asked.path)
        return file

    def _refusal(self, fault: Fault) -> RefusedError:
        if fault is Fault.TOO_MANY:
            return RefusedError(20429, retry_after=self._world.mischief.faults.retry_after)
        return RefusedError(20500)


def _found(kept: Mapping[str, T], asked: Asked, name: str) -> T:
    if (sid := asked.names[name]) not in kept:
        raise RefusedError(20404, asked.path)
    return kept[sid]


async def _given(request: web.Request) -> Given:
    if request.content_type == "application/json":
        return dict(await request.json())
    form = await request.post()
    return {name: " ".join(map(str, form.getall(name))) for name in form}


def _described(world: World, file: File) -> dict[str, Any]:
    return {
        "sid": file.sid,
        "account_sid": world.account.sid,
        "parent_sid": file.message_sid,
        "content_type": file.mime,
        "uri": f"{URL(world.url_of(file)).path}.json",
    }
