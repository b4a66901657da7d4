"""Serving the double over HTTP: authentication, faults, Telegram's shapes of answers."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web

from bot.bench.telegram.double.calls import Called
from bot.bench.telegram.double.faults import Fault
from bot.bench.telegram.double.methods import METHODS
from bot.bench.telegram.double.methods.polling import get_updates
from bot.bench.telegram.double.params import Params, read_params
from bot.bench.telegram.double.refusals import RefusedError
from bot.bench.telegram.double.world import World

GATEWAY_PAGE = "<html><head><title>502 Bad Gateway</title></head></html>"
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

    async def call(self, request: web.Request) -> web.StreamResponse:
        """One call of a method."""
        method = request.match_info["method"]
        fault = self._world.mischief.strike(method)
        await asyncio.sleep(self._world.mischief.pause())
        params = Params({})
        if fault is Fault.DROP_BEFORE:
            self._log(method, params, 0, False, False)
            return self._drop(request)
        try:
            self._authenticate(request)
            params = await read_params(request)
            if isinstance(fault, RefusedError):
                raise fault
            if fault is Fault.BAD_GATEWAY:
                self._log(method, params, 502, False, True)
                return web.Response(status=502, text=GATEWAY_PAGE, content_type="text/html")
            if fault in (Fault.TOO_MANY, Fault.SERVER_ERROR):
                raise self._world.mischief.refusal(Fault(fault))
            answer = {"ok": True, "result": await self._do(method, params)}
            code = 200
        except RefusedError as refused:
            answer, code = refused.body(), refused.code
        done, told = code == 200, fault is not Fault.DROP_AFTER  # noqa: PLR2004 - OK
        self._log(method, params, code, done, told)
        return web.json_response(answer, status=code) if told else self._drop(request)

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

    def _log(self, method: str, params: Params, code: int, done: bool, answered: bool) -> None:
        now = self._world.now()
        self._world.calls.all.append(Called(method, now, params.given, code, done, answered))

    def _drop(self, request: web.Request) -> web.Response:
        if request.transport:
            request.transport.abort()
        return web.Response()
