"""The service as processes: how they end, with whom, and what they write meanwhile."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import psutil
import pytest
from tenacity import AsyncRetrying, stop_after_delay, wait_fixed

from bot.app import open_database
from bot.config import ROOT, Settings

SESSION = "a-secret-of-somebody-who-waits"


@dataclass
class Served:
    """A running ``serve`` and where its log goes."""

    process: subprocess.Popen[bytes]
    url: str
    log: Path


@contextmanager
def _serve(settings: Settings, log: Path, *before: str, workers: int = 1) -> Iterator[Served]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "INFOLINE_DATA": str(settings.data),
        "INFOLINE_PORT": str(port),
        "INFOLINE_WORKERS": str(workers),
    }
    command = [*before, sys.executable, "-m", "bot", "serve"]
    with log.open("wb") as written:
        process = subprocess.Popen(command, env=environment, stderr=written, stdout=written)
    family = [psutil.Process(process.pid)]
    try:
        yield Served(process, f"http://127.0.0.1:{port}", log)
    finally:
        if process.poll() is None:
            family += family[0].children(recursive=True)
            for member in family:
                member.kill()
        process.wait(20)


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    """A client; the database is made before anybody serves it."""
    async with aiohttp.ClientSession() as session:
        yield session


async def _until_it_answers(http: aiohttp.ClientSession, served: Served) -> None:
    async for attempt in AsyncRetrying(stop=stop_after_delay(60), wait=wait_fixed(0.2)):
        with attempt:
            async with http.get(f"{served.url}/health") as answer:
                await answer.read()


@pytest.mark.timeout(120)
async def test_who_waits_for_news_does_not_hold_up_the_end(
    settings: Settings, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    engine, _ = await open_database(settings)
    await engine.dispose()
    with _serve(settings, tmp_path / "log", workers=2) as served:
        await _until_it_answers(http, served)
        query = {"session": SESSION, "wait": "30"}
        waiting = asyncio.create_task(_status(http, f"{served.url}/webchat/messages", query))
        _, pending = await asyncio.wait([waiting], timeout=1)
        assert pending
        began = time.monotonic()
        served.process.send_signal(signal.SIGTERM)
        assert await waiting == 200
        await asyncio.to_thread(served.process.wait, 30)
        assert time.monotonic() - began < 4.5, "the server gave up waiting instead"
        text = served.log.read_text(encoding="utf-8")
        assert "Traceback" not in text
        assert SESSION not in text


async def _status(http: aiohttp.ClientSession, url: str, query: dict[str, str]) -> int:
    async with http.get(url, params=query) as answer:
        return answer.status


@pytest.mark.timeout(120)
async def test_several_workers_end_when_whoever_started_them_is_killed(
    settings: Settings, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    engine, _ = await open_database(settings)
    await engine.dispose()
    # The shell stands for ``up``: it waits for the service, and is killed without a word.
    shell = ("sh", "-c", '"$@"; exit', "up")
    with _serve(settings, tmp_path / "log", *shell, workers=2) as served:
        await _until_it_answers(http, served)
        family = psutil.Process(served.process.pid).children(recursive=True)
        assert len(family) >= 3
        served.process.kill()
        served.process.wait(20)
        _, alive = psutil.wait_procs(family, timeout=20)
        for process in alive:
            process.kill()
        assert alive == []
