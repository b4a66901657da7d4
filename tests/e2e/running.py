"""A whole infoline, started as a person starts it: ``./infoline up``."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bot.config import ROOT
from bot.model import Model
from tests.e2e.http import Caller, free_port, get, until

ADMIN_PASSWORD = "an administrators password"


@dataclass
class Running:
    """The process, its address, and what it said so far."""

    process: subprocess.Popen[str]
    port: int
    data: Path
    said: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        """The address of web chat and console."""
        return f"http://127.0.0.1:{self.port}"

    def caller(self, name: str) -> Caller:
        """A person at the web chat."""
        return Caller(self.base, f"{name}-with-a-secret-session")

    def nlu(self) -> str:
        """What /health says of the model; nothing while the service does not answer."""
        return str(get(f"{self.base}/health")["nlu"])

    def wait_for_model(self) -> None:
        """Until messages are understood by the model."""
        until(lambda: self.nlu() == "ready", 240)

    def child(self, module: str) -> psutil.Process:
        """The process among ours that runs this module."""
        return until(lambda: next(iter(self._children(module)), None))

    def _children(self, module: str) -> list[psutil.Process]:
        family = psutil.Process(self.process.pid).children(recursive=True)
        return [child for child in family if module in _words(child)]


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def start(data: Path, *options: str, variables: Mapping[str, str] | None = None) -> Running:
    """Start ``./infoline up`` on a free port; returns at once."""
    port = free_port()
    process = subprocess.Popen(
        [str(ROOT / "infoline"), "up", "--port", str(port), "--data", str(data), *options],
        cwd=ROOT,
        env={**os.environ, "INFOLINE_ADMIN_PASSWORD": ADMIN_PASSWORD, **(variables or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    running = Running(process, port, data)
    threading.Thread(target=_listen, args=(running,), daemon=True).start()
    return running


def _listen(running: Running) -> None:
    assert running.process.stderr
    with running.process.stderr as lines:
        for line in lines:
            running.said.append(line.rstrip())


def stop(running: Running) -> None:
    """End it as Ctrl-C does, and see that nothing stays behind."""
    family = psutil.Process(running.process.pid).children(recursive=True)
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(60) == 0
    _, alive = psutil.wait_procs(family, timeout=20)
    assert alive == []


def give_model(data: Path, trained: Path) -> None:
    """Put a model that was trained before where ``up`` looks for it."""
    target = Model(data, print).path()
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(trained, target)


@contextmanager
def infoline(data: Path, trained: Path | None = None) -> Iterator[Running]:
    """A running infoline that ends with the block."""
    if trained:
        give_model(data, trained)
    running = start(data)
    try:
        until(lambda: running.process.poll() is not None or get(f"{running.base}/health"))
        yield running
    finally:
        if running.process.poll() is None:
            stop(running)
