"""How a double answers a call: late, not at all, with a no, or as it should; and its log."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.bench.double.calls import Called, Calls
from bot.bench.double.faults import Fault, Mischief, Refusal
from bot.bench.double.loopback import drop

GATEWAY_PAGE = "<html><head><title>502 Bad Gateway</title></head></html>"
GOOD = range(200, 400)


class Answerer:
    """Lets what goes wrong on purpose happen to each call, and notes what became of it."""

    def __init__(
        self,
        mischief: Mischief,
        calls: Calls,
        now: Callable[[], datetime],
        refusal: Callable[[Fault], Refusal],
    ) -> None:
        """``refusal`` is how the provider says TOO_MANY and SERVER_ERROR."""
        self._mischief = mischief
        self._calls = calls
        self._now = now
        self._refusal = refusal

    async def answer(
        self,
        request: web.Request,
        method: str,
        read: Callable[[], Awaitable[Mapping[str, Any]]],
        do: Callable[[], Awaitable[web.Response]],
    ) -> web.StreamResponse:
        """One call of ``method``: ``read`` checks who calls and gives the parameters, ``do`` does
        it. Either may raise Refusal."""
        fault = self._mischief.strike(method)
        await asyncio.sleep(self._mischief.pause())
        given: Mapping[str, Any] = {}
        if fault is Fault.DROP_BEFORE:
            self._log(method, given, 0, False, False)
            return drop(request)
        try:
            given = await read()
            if isinstance(fault, Refusal):
                raise fault
            if fault is Fault.BAD_GATEWAY:
                self._log(method, given, 502, False, True)
                return web.Response(status=502, text=GATEWAY_PAGE, content_type="text/html")
            if fault in (Fault.TOO_MANY, Fault.SERVER_ERROR):
                raise self._refusal(Fault(fault))
            response = await do()
        except Refusal as refused:
            response = web.json_response(
                refused.body(), status=refused.code, headers=refused.headers()
            )
        told = fault is not Fault.DROP_AFTER
        self._log(method, given, response.status, response.status in GOOD, told)
        return response if told else drop(request)

    def _log(
        self, method: str, given: Mapping[str, Any], code: int, done: bool, answered: bool
    ) -> None:
        self._calls.all.append(Called(method, self._now(), given, code, done, answered))
