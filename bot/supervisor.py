"""Processes that must be running: started, watched, restarted, and ended together."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tenacity import AsyncRetrying, RetryCallState, wait_exponential

GRACE_SECONDS = 12.0
# A process that ran this long before it ended did not fail at its start.
STEADY_SECONDS = 60.0

Tell = Callable[[str], None]


@dataclass
class Program:
    """One process and how to start it.

    ``name`` is what people are told, ``ends`` how often it has ended by now.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(repr=False)
    folder: Path
    tell: Tell
    process: asyncio.subprocess.Process | None = None
    ends: int = 0

    async def keep_running(self) -> None:
        """Start the process and start it again whenever it ends, until cancelled."""
        try:
            async for attempt in AsyncRetrying(
                wait=wait_exponential(multiplier=0.5, max=30),
                retry=_not_cancelled,
                reraise=True,
                before_sleep=self._say,
            ):
                with attempt:
                    await self._run_once()
        finally:
            await self.stop()

    async def stop(self) -> None:
        """End the process, gently first."""
        process = self.process
        if process is None or process.returncode is not None:
            return
        _signal(process, signal.SIGTERM)
        try:
            async with asyncio.timeout(GRACE_SECONDS):
                await process.wait()
        except TimeoutError:
            _signal(process, signal.SIGKILL)
            await process.wait()

    async def _run_once(self) -> None:
        """Run until the process ends. A long run ends the count of quick failures."""
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            self.process = await asyncio.create_subprocess_exec(
                *self.command,
                cwd=self.folder,
                env={**os.environ, **self.environment},
                stdin=asyncio.subprocess.DEVNULL,
                # What a command prints is for whoever called it; a program of ours only logs.
                stdout=asyncio.subprocess.DEVNULL,
                # A group of its own: Ctrl-C reaches us alone, and we end it in order.
                start_new_session=True,
            )
            await self.process.wait()
            self.ends += 1
            if loop.time() - began < STEADY_SECONDS:
                return
            self.tell(f"{self.name} ended ({self.process.returncode}); starting it again")

    async def _say(self, _state: RetryCallState) -> None:
        code = self.process.returncode if self.process else None
        self.tell(f"{self.name} ended ({code}); starting it again")


def _not_cancelled(state: RetryCallState) -> bool:
    """Whatever else ends a run, it is started again."""
    outcome = state.outcome
    return not (
        outcome and outcome.failed and isinstance(outcome.exception(), asyncio.CancelledError)
    )


def _signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return
