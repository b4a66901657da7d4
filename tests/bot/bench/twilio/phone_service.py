"""A service in a test: it answers calls with the documents that were laid ready for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from twilio.request_validator import RequestValidator

from bot.bench.twilio.double.twilio import Double

PUBLIC = "https://infoline.test"
SOUND = b"RIFF....WAVE"


@dataclass
class Service:
    """``pages`` are what stands in the Response, by the path below /twilio/voice; several are
    given one after the other, the last one again and again. ``asked`` are paths and forms."""

    token: str
    pages: dict[str, list[str]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    status: int = 200
    mime: str = "text/xml"

    def says(self, path: str, *documents: str) -> None:
        """Lay documents ready."""
        self.pages[path] = list(documents)

    def forms(self, path: str) -> list[dict[str, str]]:
        """What was posted there."""
        return [form for at, form in self.asked if at == path]

    async def take(self, request: web.Request) -> web.Response:
        """A webhook; only signed ones."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        url, signature = PUBLIC + request.path_qs, request.headers.get("X-Twilio-Signature", "")
        if not RequestValidator(self.token).validate(url, form, signature):
            return web.Response(status=403)
        path = request.path_qs.removeprefix("/twilio/voice")
        self.asked.append((path, form))
        ready = self.pages.get(path, [""])
        body = ready.pop(0) if len(ready) > 1 else ready[0]
        text = f"<Response>{body}</Response>"
        return web.Response(status=self.status, text=text, content_type=self.mime)

    async def sound(self, request: web.Request) -> web.Response:
        """A recording of ours; other names are not there."""
        if request.match_info["name"] != "hello":
            return web.Response(status=404)
        return web.Response(body=SOUND, content_type="audio/wav")


@asynccontextmanager
async def serving(double: Double) -> AsyncIterator[Service]:
    """The service, to which ``double`` posts."""
    service = Service(double.account.token)
    app = web.Application()
    app.router.add_get("/sound/{name}", service.sound)
    app.router.add_post("/{path:.*}", service.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    double.calls_back(PUBLIC, f"http://127.0.0.1:{runner.addresses[0][1]}")
    try:
        yield service
    finally:
        await runner.cleanup()
