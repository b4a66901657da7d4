"""Serving the double over HTTP: authentication, faults, Telegram's shapes of answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.bench.double.answering import Answerer
from bot.bench.double.faults import Fault
from bot.bench.telegram.double.methods import METHODS
from bot.bench.telegram.double.methods.polling import get_updates
from bot.bench.telegram.double.params import Params, read_params
from bot.bench.telegram.double.refusals import RefusedError, too_many
from bot.bench.telegram.double.world import World

# What does something, and is struck by faults that have a share.
DEEDS = frozenset(
    {
        *("sendMessage", "editMessageText", "editMessageReplyMarkup", "sendChatAction"),
        *("sendPhoto", "sendVoice", "sendAudio", "sendVideo", "sendDocument"),
    }
)
MOST_BODY_BYTES = 50 * 1024 * 1024


def application(world: World) -> web.Application:
    """The Bot API and its files."""
    service = _Service(world)
    app = web.Application(client_max_size=MOST_BODY_BYTES)
    app.router.add_get("/file/bot{token}/{path:.+}", service.file)
    app.router.add_route("*", "/bot{token}/{method}", service.call)
    return app


class _Service:
    def __init__(self, world: World) -> None:
        self._world = world
        self._answerer = Answerer(world.mischief, world.calls, world.now, self._refusal)

    async def call(self, request: web.Request) -> web.StreamResponse:
        """One call of a method."""
        method = request.match_info["method"]
        params = Params({})

        async def read() -> Mapping[str, Any]:
            nonlocal params
            self._authenticate(request)
            params = await read_params(request)
            return params.given

        async def do() -> web.Response:
            return web.json_response({"ok": True, "result": await self._do(method, params)})

        return await self._answerer.answer(request, method, read, do)

    async def file(self, request: web.Request) -> web.Response:
        """The content of a file that getFile told of."""
        if request.match_info["token"] != self._world.token:
            return web.Response(status=404)
        content = self._world.files.at(request.match_info["path"])
        return web.Response(status=404) if content is None else web.Response(body=content)

    def _authenticate(self, request: web.Request) -> None:
        if request.match_info["token"] != self._world.token:
            raise RefusedError(401, "Unauthorized")

    async def _do(self, method: str, params: Params) -> Any:
        if method == "getUpdates":
            return await get_updates(self._world, params)
        if method not in METHODS:
            raise RefusedError(404, "Not Found: method not found")
        return METHODS[method](self._world, params)

    def _refusal(self, fault: Fault) -> RefusedError:
        if fault is Fault.TOO_MANY:
            return too_many(self._world.mischief.faults.retry_after)
        return RefusedError(500, "Internal Server Error")
