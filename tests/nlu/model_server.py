"""A model server on loopback that speaks Rasa's dialect: real HTTP, answers set by the test."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

TOKEN = "loopback-secret"
PARSED: dict[str, Any] = {
    "text": "",
    "intent": {"name": "avrr_request", "confidence": 0.9},
    "intent_ranking": [
        {"name": "avrr_request", "confidence": 0.9},
        {"name": "avrr_what", "confidence": 0.05},
        {"name": "nlu_fallback", "confidence": 0.02},
    ],
    "entities": [],
    "variety": {"name": "en", "confidence": 0.9},
}


class ModelServer:
    """Answers like Rasa; `answer`, `status` and `silent` say how, `asked` what arrived."""

    def __init__(self) -> None:
        self.answer: object = PARSED
        self.status = 200
        self.model: str | None = "/models/20261123-model.tar.gz"
        self.silent = False
        self.asked: list[str] = []
        self.url = ""

    async def parse(self, request: web.Request) -> web.Response:
        """Answer POST /model/parse."""
        self.asked.append((await request.json())["text"])
        if self.silent:
            await asyncio.Event().wait()
        return self._respond(request, self.answer)

    async def tell_status(self, request: web.Request) -> web.Response:
        """Answer GET /status."""
        return self._respond(request, {"model_file": self.model})

    def _respond(self, request: web.Request, answer: object) -> web.Response:
        if request.query.get("token") != TOKEN:
            return web.json_response({"status": "failure"}, status=401)
        if isinstance(answer, bytes):
            return web.Response(body=answer, content_type="application/json")
        return web.json_response(answer, status=self.status)


@asynccontextmanager
async def serving() -> AsyncIterator[ModelServer]:
    """Run a model server on a free port of loopback."""
    model = ModelServer()
    app = web.Application()
    app.router.add_post("/model/parse", model.parse)
    app.router.add_get("/status", model.tell_status)
    server = TestServer(app, host="127.0.0.1", shutdown_timeout=0)
    await server.start_server()
    model.url = str(server.make_url("")).rstrip("/")
    try:
        yield model
    finally:
        await server.close()
