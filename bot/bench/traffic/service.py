"""The real service as a process of its own, to be killed and started again."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.config import ROOT
from bot.errors import StartError
from bot.model import free_port

START_SECONDS = 120.0
END_SECONDS = 30.0
LOOK_SECONDS = 0.1
OURS = ("INFOLINE_", "TELEGRAM_", "TWILIO_")


class Service:
    """``serve`` with an own data folder, on a free port of loopback."""

    def __init__(self, data: Path, variables: Mapping[str, str], *, public: bool) -> None:
        """No setting of whoever measures reaches it but ``variables``. Where it is ``public``, it
        is told its own address, so that a provider can call it."""
        self.port = free_port()
        plain = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
        own = {"INFOLINE_DATA": str(data), "INFOLINE_PORT": str(self.port)}
        if public:
            own["INFOLINE_PUBLIC_URL"] = self.base
        self._environment = {**plain, **own, **variables}
        self._log = data / "service.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def base(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> float:
        """Start it and wait until it answers; how many seconds that took.

        Raises StartError with its last line when it ends instead.
        """
        began = perf_counter()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "serve"],
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
            )
        async with ClientSession(timeout=ClientTimeout(5)) as session:
            while not await self._answers(session):
                self._check(self._process, perf_counter() - began)
                await asyncio.sleep(LOOK_SECONDS)
        return perf_counter() - began

    def kill(self) -> None:
        """SIGKILL: it ends in the middle of whatever it does."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def end(self) -> None:
        """Let it end by itself; by force where it takes too long."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    async def _answers(self, session: ClientSession) -> bool:
        try:
            async with session.get(f"{self.base}/health") as answer:
                return answer.ok
        except (ClientError, TimeoutError):
            return False

    def _check(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        if process.poll() is None and seconds < START_SECONDS:
            return
        said = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        msg = f"The service did not start. It said: {said[-1] if said else 'nothing'}"
        raise StartError(msg)
