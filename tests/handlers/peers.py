"""The validating servers: each holds every request against the published document of its API.

They are not part of this repository. Their folder (with start.sh) is named by INFOLINE_TEST_PEERS
or lies beside the checkout as shared/peers; they need Node.js and npm.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tenacity import RetryError, Retrying, TryAgain, stop_after_delay, wait_fixed

from bot.config import ROOT

PATIENCE_SECONDS = 120


class AbsentError(Exception):
    """There are no such servers here; the text says why."""


@dataclass(frozen=True, slots=True)
class Peers:
    """Where they are."""

    telegram: str
    twilio: str


def folder() -> Path:
    """Where start.sh is; raises AbsentError."""
    place = Path(os.environ.get("INFOLINE_TEST_PEERS", ROOT.parent / "shared" / "peers"))
    if not (place / "start.sh").is_file():
        msg = f"the validating servers are not here: no start.sh in {place}"
        raise AbsentError(msg)
    if not shutil.which("npm"):
        msg = "the validating servers need npm"
        raise AbsentError(msg)
    return place


@contextlib.contextmanager
def running(log: Path) -> Iterator[Peers]:
    """Their addresses, for the time of the block; what they say goes to ``log``."""
    place, telegram, twilio = folder(), _free_port(), _free_port()
    env = {**os.environ, "TELEGRAM_PORT": str(telegram), "TWILIO_PORT": str(twilio)}
    with log.open("wb") as output:
        server = subprocess.Popen(
            [str(place / "start.sh")], env=env, stdout=output, stderr=output,
            start_new_session=True,
        )  # fmt: skip
    try:
        peers = Peers(f"http://127.0.0.1:{telegram}", f"http://127.0.0.1:{twilio}")
        for url in (peers.telegram, peers.twilio):
            _wait(url, server)
        yield peers
    finally:
        # Its own session: this ends start.sh with everything that it started, and nothing else.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    patience = Retrying(stop=stop_after_delay(PATIENCE_SECONDS), wait=wait_fixed(0.2))
    try:
        for attempt in patience:
            with attempt:
                if server.poll() is None and not _answers(url):
                    raise TryAgain
    except RetryError:
        pass
    if server.poll() is not None or not _answers(url):
        msg = "the validating servers did not start: npm may not reach its registry"
        raise AbsentError(msg)


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=1).close()  # noqa: S310 - our own loopback address
    except urllib.error.HTTPError as answer:
        answer.close()
    except OSError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
