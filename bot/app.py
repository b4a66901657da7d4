"""The composition root: the only file that knows everyone."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.exceptions import HTTPException

from bot.bell import Bell
from bot.chores import Chores
from bot.clock import Clock
from bot.config import Settings
from bot.conversation import Spine
from bot.desk import Desk
from bot.edge import Edge
from bot.errors import InfolineError
from bot.fetching import Fetcher
from bot.health import Health
from bot.keeping import MEGABYTE
from bot.keys import open_vault
from bot.library import Library, library_of
from bot.login import Login
from bot.messages import Address, Channel, DeliveryReport, Inbound, Shown
from bot.outbox import Outbox
from bot.policy import policy_of
from bot.posts import Posts
from bot.reports import Reports
from bot.store.database import Now, Store, database_url, make_engine
from bot.store.migrate import is_new, migrate
from bot.store.opening import explained, make_private_file, make_private_folder
from bot.switchboard.board import Switchboard
from bot.telephony import VOICE
from bot.thinking import thinking_of
from bot.twilio_doors import LastTimes, twilio_doors
from bot.voice_door import dialler_of, voice_door
from bot.worker import TurnLoop, Warm, life_of
from flows.engine import Engine
from handlers.console.door import routes as console_routes
from handlers.sms.sending import CHANNEL as SMS
from handlers.telegram.door import Accept, TelegramDoor
from handlers.telegram.door import build as telegram_door
from handlers.telegram.pacing import BURST_SECONDS
from handlers.telegram.sending import CHANNEL as TELEGRAM
from handlers.telegram.standing import MEANINGS as OF_TELEGRAM
from handlers.twilio.watching import MEANINGS as OF_TWILIO
from handlers.webchat.door import CHANNEL as WEBCHAT
from handlers.webchat.door import WebChat
from handlers.webchat.door import routes as webchat_routes
from handlers.webchat.page import routes as webchat_page
from handlers.whatsapp.sending import CHANNEL as WHATSAPP
from nlu.rasa import RasaClient
from nlu.understander import Understander

# What is wrong with a door, by channel and code, for whoever runs the service.
MEANINGS = {TELEGRAM: OF_TELEGRAM, SMS: OF_TWILIO, WHATSAPP: OF_TWILIO}

# The longest text that the web chat takes, however a program escapes it in its JSON, fits.
MAX_BODY_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class App:
    """One service process, wired. Tests take its parts; uvicorn takes ``asgi``.

    ``telegram`` and ``switchboard`` are None where nothing opens that door.
    """

    settings: Settings
    store: Store
    engine: Engine
    spine: Spine
    desk: Desk
    library: Library
    switchboard: Switchboard | None
    login: Login
    outbox: Outbox
    fetcher: Fetcher
    clock: Clock
    bell: Bell
    understander: Understander
    now: Now
    asgi: FastAPI
    telegram: TelegramDoor | None


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


def build(
    settings: Settings,
    store: Store,
    now: Now = utc_now,
    *,
    telegram_burst_seconds: float = BURST_SECONDS,
) -> App:
    """Wire one service process around an open ``store``.

    ``telegram_burst_seconds`` is how long three Telegram messages to one person should take.
    """
    bell = Bell()

    async def accept(message: Inbound) -> bool:
        return await spine.accept(message)  # doors are needed to make the spine

    telegram = _telegram(settings, store, bell, now, accept, telegram_burst_seconds)

    async def report(of_ours: DeliveryReport) -> bool:
        return await reports.report(of_ours)

    async def last_times(channel: str) -> LastTimes:
        return await reports.traffic(channel)

    twilio = twilio_doors(
        settings,
        store,
        bell,
        now,
        accept=accept,
        report=report,
        last_times=last_times,
    )
    channels: dict[str, Channel] = {WEBCHAT: WebChat()}
    if telegram:
        channels[TELEGRAM] = telegram.channel
    if twilio:
        channels |= twilio.channels
    policy = policy_of(settings, channels)
    engine = Engine.load()
    rasa = _rasa(settings)
    understander = Understander(rasa)
    spine = Spine(store, understander, engine, policy, bell, thinking_of(channels))
    # What is said in a call, the call itself asks for.
    sent = {name: channel for name, channel in channels.items() if name != VOICE}
    outbox = Outbox(store, sent, bell, policy)
    fetcher = Fetcher(store, channels, policy.keeping, bell, policy.discards)
    reports = Reports(store, policy, bell)
    carry_out = dict.fromkeys(twilio.channels, twilio.carry_out) if twilio else {}
    chores = Chores(store, carry_out, bell)
    clock = Clock(store, engine, policy, bell)
    dialler = dialler_of(settings, twilio)
    desk = Desk(store, engine, policy, bell, dialler)
    library = library_of(settings, store, engine)
    voice = voice_door(
        settings,
        store,
        engine,
        policy,
        bell,
        now,
        accept=accept,
        claim=desk.claim,
        twilio=twilio,
        dialler=dialler,
        recordings=library.recorded,
    )
    login = Login(store, settings.session_hours)
    health = Health(store, rasa, settings.languages, tuple(channels), MEANINGS)

    async def read(address: Address, after: int) -> list[Shown]:
        async with store.read() as unit:
            contact = await unit.people.find(address)
            return await unit.transcript.shown(contact.id, after) if contact else []

    turns = TurnLoop(spine, bell)
    steps = {
        "turns": turns.step,
        "outbox": outbox.step,
        "clock": clock.step,
        "fetcher": fetcher.step,
        "chores": chores.step,
        **(telegram.loops if telegram else {}),
    }
    for door in (twilio, voice):
        steps |= door.loops if door else {}
    endings = [
        turns.drain,
        outbox.drain,
        *(door.close for door in (telegram, twilio, rasa) if door),
    ]

    asgi = FastAPI(
        title=settings.name,
        lifespan=life_of(
            bell, _in_turn(voice.warm if voice else None, understander.warm), steps, endings
        ),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        max_body_size=MAX_BODY_BYTES,
    )
    asgi.include_router(
        webchat_routes(
            accept=accept,
            read=read,
            wait=bell.wait,
            ending=lambda: bell.ending,
            now=now,
            per_minute=settings.webchat_per_minute,
        )
    )
    if telegram and telegram.router:
        asgi.include_router(telegram.router)
    for router in (*(twilio.routers if twilio else ()), *(voice.routers if voice else ())):
        asgi.include_router(router)
    asgi.include_router(webchat_page(settings.name, settings.languages))
    asgi.include_router(
        console_routes(desk, login, library, secure_cookies=settings.secure_cookies)
    )
    _add_health(asgi, health)
    _render_errors(asgi)
    asgi.add_middleware(Edge)
    return App(
        settings=settings,
        store=store,
        engine=engine,
        spine=spine,
        desk=desk,
        library=library,
        switchboard=voice.switchboard if voice else None,
        login=login,
        outbox=outbox,
        fetcher=fetcher,
        clock=clock,
        bell=bell,
        understander=understander,
        now=now,
        asgi=asgi,
        telegram=telegram,
    )


def _telegram(
    settings: Settings, store: Store, bell: Bell, now: Now, accept: Accept, burst_seconds: float
) -> TelegramDoor | None:
    """The Telegram door, where there is a token for it."""
    if settings.telegram_bot_token is None:
        return None
    token = settings.telegram_bot_token.get_secret_value()
    posts = Posts(store, TELEGRAM, bell)
    door = telegram_door(
        bot_token=token,
        api_base=settings.telegram_api_base,
        accept=accept,
        lead=posts.lead,
        report=posts.report,
        rest=lambda seconds: bell.wait("end", seconds),
        ending=lambda: bell.ending,
        now=now,
        secret=store.secret("telegram webhook", token),
        public_url=settings.public_url,
        take_over=settings.telegram_take_over,
        per_second=settings.telegram_share,
        photo_bytes=settings.media_max_megabytes * MEGABYTE,
        languages=settings.languages,
        burst_seconds=burst_seconds,
    )

    async def close() -> None:
        await door.close()
        await posts.leave()

    return replace(door, close=close)


def _in_turn(*works: Warm | None) -> Warm:
    """One work after the other, without those that are None."""

    async def all_of_them() -> None:
        for work in filter(None, works):
            await work()

    return all_of_them


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
