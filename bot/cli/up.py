"""``up``: everything that the infoline needs, on this machine, until Ctrl-C."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Annotated

import psutil
import typer
from aiohttp import ClientError, ClientSession, ClientTimeout
from filelock import FileLock, Timeout
from tenacity import RetryError, retry, retry_if_exception_type, stop_after_delay, wait_fixed

from bot.alarms import news
from bot.app import open_database
from bot.cli.telling import tell
from bot.config import ROOT, Settings, load
from bot.doors import credentials, describe, doors
from bot.errors import InfolineError, StartError
from bot.login import FIRST_USERNAME, Login
from bot.model import Model
from bot.serving.golden import read_golden
from bot.serving.promotion import UP_LOCK
from bot.serving.switch import ModelService
from bot.store.opening import make_private_folder
from bot.supervisor import Program

ANSWER_SECONDS = 60
LOOK_SECONDS = 2.0
# Whoever promotes looks whether this lock is held by holding it for an instant.
LOCK_SECONDS = 1.0


def up(
    port: Annotated[int | None, typer.Option(help="Port of web chat and console.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder for database, key, model.")] = None,
    workers: Annotated[int | None, typer.Option(help="Number of service processes.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
) -> None:
    """Start the infoline: database, service, console and intent model. Ctrl-C ends it all."""
    settings = load(port=port, data=data.resolve() if data else None, workers=workers, host=host)
    make_private_folder(settings.data)
    try:
        with FileLock(settings.data / UP_LOCK, timeout=LOCK_SECONDS):
            asyncio.run(_run(settings))
    except Timeout:
        msg = f"infoline is already running on {settings.data}; end it first, or use --data."
        raise StartError(msg) from None
    except OSError as error:
        msg = f"{settings.data} cannot be used: {error.strerror or type(error).__name__}."
        raise StartError(msg) from None


async def _run(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    _refuse_used_port(settings)
    await _prepare(settings)
    models = ModelService(
        model=Model(settings.data, tell),
        processes=settings.nlu_processes,
        timeout_seconds=settings.nlu_timeout_seconds,
        golden=read_golden(),
        tell=tell,
    )
    async with _tasks() as group:
        group.append(asyncio.create_task(_service(settings, models).keep_running()))
        await _announce(settings)
        group.append(asyncio.create_task(_tell_of_doors(settings)))
        group.append(asyncio.create_task(_understanding(models)))
        await stop.wait()
        tell("ending")


@asynccontextmanager
async def _tasks() -> AsyncIterator[list[asyncio.Task[None]]]:
    """Tasks that end when the block does, and with them every process that they started."""
    tasks: list[asyncio.Task[None]] = []
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for child in psutil.Process().children(recursive=True):
            child.terminate()


async def _prepare(settings: Settings) -> None:
    """The database as the service needs it, and somebody who may log in."""
    tell("preparing the database")
    engine, store = await open_database(settings)
    given = settings.admin_password.get_secret_value() if settings.admin_password else None
    made = await Login(store, settings.session_hours).first_administrator(given)
    await engine.dispose()
    if made:
        tell(f"first login at the console: user {FIRST_USERNAME}, one-time password {made}")


def _refuse_used_port(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            why = (
                "is in use"
                if error.errno == errno.EADDRINUSE
                else f"cannot be used ({error.strerror})"
            )
            msg = f"Port {settings.port} on {settings.host} {why}; choose another with --port."
            raise StartError(msg) from None


def _service(settings: Settings, models: ModelService) -> Program:
    variables = {
        "PYTHONPATH": str(ROOT),
        "INFOLINE_HOST": settings.host,
        "INFOLINE_PORT": str(settings.port),
        "INFOLINE_DATA": str(settings.data),
        "INFOLINE_WORKERS": str(settings.workers),
        "INFOLINE_NLU_SERVING": str(models.serving_file),
    }
    return Program("the service", [sys.executable, "-m", "bot", "serve"], variables, ROOT, tell)


async def _announce(settings: Settings) -> None:
    address = _base(settings)
    try:
        await _answers(f"{address}/health")
    except RetryError:
        msg = f"The service did not answer within {ANSWER_SECONDS} seconds."
        raise StartError(msg) from None
    tell(f"web chat: {address}/webchat")
    tell(f"console:  {address}/console")
    tell(f"health:   {address}/health")
    for door in doors(credentials(settings)):
        tell(f"door {describe(door)}")


@retry(
    retry=retry_if_exception_type((ClientError, OSError, TimeoutError)),
    stop=stop_after_delay(ANSWER_SECONDS),
    wait=wait_fixed(0.2),
)
async def _answers(url: str) -> None:
    async with ClientSession() as session, session.get(url):
        return


async def _tell_of_doors(settings: Settings) -> None:
    """Say when a door has a problem, such as a token that is refused, and when it is over."""
    told: dict[str, str] = {}
    async with ClientSession(timeout=ClientTimeout(ANSWER_SECONDS)) as session:
        while True:
            with suppress(ClientError, OSError, TimeoutError):
                async with session.get(f"{_base(settings)}/health") as answer:
                    alarms = (await answer.json())["alarms"]
                for line in news(told, alarms):
                    tell(line)
                told = {alarm["channel"]: alarm["problem"] for alarm in alarms}
            await asyncio.sleep(LOOK_SECONDS)


def _base(settings: Settings) -> str:
    return f"http://{settings.host}:{settings.port}"


async def _understanding(models: ModelService) -> None:
    """Build, train, serve and switch the model. The service answers without it until then."""
    try:
        await models.run()
    except InfolineError as error:
        tell(f"{error.message} The infoline runs on with danger words, keywords and menus.")
