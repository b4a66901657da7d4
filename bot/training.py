"""Training a model in a process of its own: one at a time, and nothing half-made is left."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from bot.config import ROOT
from bot.errors import StartError
from bot.rasa_program import run
from bot.serving import archives
from bot.supervisor import Tell
from nlu.server import environment

LOCK = "train.lock"
LOOK_SECONDS = 1.0


class Training:
    """Trains models into one folder."""

    def __init__(self, folder: Path, source: Path, examples: Path, tell: Tell) -> None:
        """``source`` is the program's data, ``examples`` what this deployment accepted."""
        self._folder = folder
        self._source = source
        self._examples = examples
        self._tell = tell
        self._ending = threading.Event()

    def train(self, path: Path) -> Path:
        """Train a model that becomes ``path``, in one step, when it is complete.

        Needs the environment of the model, and ``alone``. Raises StartError.
        """
        self._tell("training the intent model: some minutes")
        examples = archives.fingerprint_of_examples(self._examples)
        more = ("--more", str(self._examples)) if examples else ()
        command = [
            str(environment.python(ROOT)),
            *("-m", "nlu.server.train"),
            *("--data", str(self._source), *more, "--out", str(path)),
        ]
        status = run(command, self._tell)
        if status or not path.exists():
            msg = f"The intent model could not be trained (exit status {status})."
            raise StartError(msg)
        archives.keep_trained_facts(path, examples)
        return path

    def end(self) -> None:
        """Let nobody wait any longer for a training that somebody else has begun."""
        self._ending.set()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One training at a time on this folder; what a killed one left behind is removed."""
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._folder / LOCK)
        self._acquire(lock)
        try:
            for left in self._folder.glob("training-*"):
                shutil.rmtree(left, ignore_errors=True)
            yield
        finally:
            lock.release()

    def _acquire(self, lock: FileLock) -> None:
        said = False
        while not self._ending.is_set():
            try:
                lock.acquire(timeout=LOOK_SECONDS)
            except Timeout:
                if not said:
                    self._tell("another training is running; waiting for it")
                    said = True
            else:
                return
        msg = "Ended while another training was running."
        raise StartError(msg)
