"""A real Rasa server with a model trained on the real data; trained once for each fingerprint."""

import fcntl
import os
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from nlu.server.environment import ensure
from nlu.server.fingerprint import fingerprint

ROOT = Path(__file__).parent.parent
DATA = ROOT / "nlu" / "data"
READY = "ready"  # what nlu.server.run says once it answers


@pytest.fixture(scope="session")
def nlu_python() -> Path:
    """The Python of the Rasa environment; builds it on first use."""
    return ensure(ROOT)


@pytest.fixture(scope="session")
def trained_model(nlu_python: Path) -> Path:
    """The archive of a model trained on the data as it is now."""
    folder = Path(os.environ.get("INFOLINE_TEST_MODEL_DIR", ROOT / "var" / "test-model"))
    with _alone(folder):
        return _current_model(nlu_python, folder)


@pytest.fixture(scope="session")
def rasa_server(nlu_python: Path, trained_model: Path) -> Iterator[tuple[str, str]]:
    """A server on a free port of loopback, answering: its root URL and its token."""
    with serving(nlu_python, trained_model) as (url, token, _process):
        yield url, token


@contextmanager
def serving(python: Path, model: Path) -> Iterator[tuple[str, str, subprocess.Popen[str]]]:
    """Serve `model`: yield root URL, token and process once it answers; stop it afterwards."""
    token, port = secrets.token_urlsafe(16), _free_port()
    process = subprocess.Popen(
        [str(python), "-m", "nlu.server.run", "--model", str(model), "--port", str(port)],
        cwd=ROOT,
        env=_environment() | {"INFOLINE_NLU_TOKEN": token},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        _await_ready(process)
        yield f"http://127.0.0.1:{port}", token, process
    finally:
        process.terminate()
        process.communicate(timeout=30)


def train(python: Path, data: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the training program; the caller looks at its status and lines."""
    return subprocess.run(
        [str(python), "-m", "nlu.server.train", "--data", str(data), "--out", str(out), *options],
        cwd=ROOT,
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def _current_model(python: Path, folder: Path) -> Path:
    home = folder / fingerprint(DATA)
    model = home / "model.tar.gz"
    if not model.is_file():
        done = train(python, DATA, model)
        assert done.returncode == 0, done.stderr
        for old in set(folder.iterdir()) - {home, folder / "lock"}:
            shutil.rmtree(old)
    return model


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _await_ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout
    said = []
    for line in process.stdout:
        said.append(line)
        if line.strip() == READY:
            return
    raise AssertionError("the server ended before it was ready:\n" + "".join(said))


def _environment() -> dict[str, str]:
    kept = {"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR"}
    return {name: value for name, value in os.environ.items() if name in kept}


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
