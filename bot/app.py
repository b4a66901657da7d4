"""The composition root: the only file that knows everyone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.exceptions import HTTPException

from bot.bell import Bell
from bot.clock import Clock
from bot.config import Settings
from bot.conversation import Spine
from bot.desk import Desk
from bot.edge import Edge
from bot.ending import call_at_end
from bot.errors import InfolineError
from bot.health import Health
from bot.keys import open_vault
from bot.login import Login
from bot.messages import Address, Channel, Shown
from bot.outbox import Outbox
from bot.policy import policy_of
from bot.store.database import Now, Store, database_url, make_engine
from bot.store.migrate import is_new, migrate
from bot.store.opening import explained, make_private_file, make_private_folder
from bot.worker import TurnLoop, until_end
from flows.engine import Engine
from handlers.console.door import routes as console_routes
from handlers.webchat.door import WebChat
from handlers.webchat.door import routes as webchat_routes
from handlers.webchat.page import routes as webchat_page
from nlu.rasa import RasaClient
from nlu.understander import Understander

# The longest text that the web chat takes, however a program escapes it in its JSON, fits.
MAX_BODY_BYTES = 256 * 1024
LAST_STEP_SECONDS = 10


@dataclass(frozen=True, slots=True)
class App:
    """One service process, wired. Tests take its parts; uvicorn takes ``asgi``."""

    settings: Settings
    store: Store
    engine: Engine
    spine: Spine
    desk: Desk
    login: Login
    outbox: Outbox
    clock: Clock
    bell: Bell
    understander: Understander
    now: Now
    asgi: FastAPI


def utc_now() -> datetime:
    """The moment, aware, in UTC."""
    return datetime.now(UTC)


def address_of(settings: Settings) -> URL:
    """Where this deployment's database is."""
    given = settings.database_url.get_secret_value() if settings.database_url else None
    return database_url(settings.data, given)


async def open_database(settings: Settings, now: Now = utc_now) -> tuple[AsyncEngine, Store]:
    """The migrated database, its master key checked; raises StartError."""
    make_private_folder(settings.data)
    with explained("INFOLINE_DATABASE_URL" if settings.database_url else str(settings.data)):
        url = address_of(settings)
        make_private_file(url)
        engine = make_engine(url)
        vault = open_vault(settings, database_is_new=await is_new(engine))
        await migrate(engine)
        store = Store(engine, vault, now)
        await store.check_master_key()
    return engine, store


def build(settings: Settings, store: Store, now: Now = utc_now) -> App:
    """Wire one service process around an open ``store``."""
    bell = Bell()
    channels: dict[str, Channel] = {channel.name: channel for channel in (WebChat(),)}
    policy = policy_of(settings, {name: channel.form for name, channel in channels.items()})
    engine = Engine.load()
    rasa = _rasa(settings)
    understander = Understander(rasa)
    spine = Spine(store, understander, engine, policy, bell)
    outbox = Outbox(store, channels, bell)
    clock = Clock(store, engine, policy, bell)
    desk = Desk(store, engine, policy, bell)
    login = Login(store, settings.session_hours)
    health = Health(store, rasa, settings.languages, tuple(channels))

    async def read(address: Address, after: int) -> list[Shown]:
        async with store.read() as unit:
            contact = await unit.people.find(address)
            return await unit.transcript.shown(contact.id, after) if contact else []

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        turns = TurnLoop(spine, bell)
        bell.begin()
        warming = asyncio.create_task(understander.warm())
        steps = {"turns": turns.step, "outbox": outbox.step, "clock": clock.step}
        loops = [asyncio.create_task(until_end(name, step, bell)) for name, step in steps.items()]
        try:
            with call_at_end(bell.end):
                yield
        finally:
            bell.end()
            warming.cancel()
            _, late = await asyncio.wait(loops, timeout=LAST_STEP_SECONDS)
            for loop in late:
                loop.cancel()
            await asyncio.gather(warming, *loops, return_exceptions=True)
            await turns.drain()
            if rasa:
                await rasa.close()

    asgi = FastAPI(
        title=settings.name,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        max_body_size=MAX_BODY_BYTES,
    )
    asgi.include_router(
        webchat_routes(
            accept=spine.accept,
            read=read,
            wait=bell.wait,
            ending=lambda: bell.ending,
            now=now,
            per_minute=settings.webchat_per_minute,
        )
    )
    asgi.include_router(webchat_page(settings.name, settings.languages))
    asgi.include_router(console_routes(desk, login, secure_cookies=settings.secure_cookies))
    _add_health(asgi, health)
    _render_errors(asgi)
    asgi.add_middleware(Edge)
    return App(
        settings=settings,
        store=store,
        engine=engine,
        spine=spine,
        desk=desk,
        login=login,
        outbox=outbox,
        clock=clock,
        bell=bell,
        understander=understander,
        now=now,
        asgi=asgi,
    )


def _rasa(settings: Settings) -> RasaClient | None:
    if settings.nlu_serving:
        return RasaClient.following(settings.nlu_serving, settings.nlu_timeout_seconds)
    if not settings.nlu_url:
        return None
    token = settings.nlu_token.get_secret_value() if settings.nlu_token else ""
    return RasaClient(settings.nlu_url, token, settings.nlu_timeout_seconds)


def _add_health(asgi: FastAPI, health: Health) -> None:
    @asgi.get("/health")
    async def get_health() -> JSONResponse:
        report = await health.report()
        return JSONResponse(asdict(report), status_code=503 if report.status == "down" else 200)

    @asgi.get("/", include_in_schema=False)
    async def get_root() -> RedirectResponse:
        return RedirectResponse("/webchat")


def _render_errors(asgi: FastAPI) -> None:
    """The one place that turns errors into answers; none repeats what was sent to us."""

    @asgi.exception_handler(InfolineError)
    async def expected(_request: Request, error: InfolineError) -> Response:
        return JSONResponse({"error": error.message}, status_code=error.status)

    @asgi.exception_handler(HTTPException)
    async def refused(_request: Request, error: HTTPException) -> Response:
        return JSONResponse({"error": error.detail}, error.status_code, error.headers)

    @asgi.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> Response:
        faults = [
            {"where": ".".join(str(part) for part in fault["loc"]), "what": fault["msg"]}
            for fault in error.errors()
        ]
        return JSONResponse({"error": "This is not understood.", "faults": faults}, 422)
