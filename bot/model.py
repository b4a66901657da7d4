"""The intent model as files and as a process: trained when its data changed, then served."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from bot.config import ROOT
from bot.errors import StartError
from bot.supervisor import Program, Tell
from nlu.errors import NluAway
from nlu.rasa import RasaClient
from nlu.server import environment
from nlu.server.fingerprint import fingerprint

DATA = ROOT / "nlu" / "data"
KEPT_MODELS = 3
READY_SECONDS = 300


@dataclass(frozen=True, slots=True)
class ModelServer:
    """A model server to be: where it listens, its token, and the process behind it."""

    url: str
    token: str = field(repr=False)
    program: Program = field(repr=False)


class Model:
    """The trained model of one data folder."""

    def __init__(self, data: Path, tell: Tell) -> None:
        """Models live in ``data``/model; ``tell`` hears of progress."""
        self._folder = data / "model"
        self._tell = tell

    def path(self) -> Path:
        """Where the model for the present training data and code is, or would be."""
        return self._folder / f"model-{fingerprint(DATA)[:12]}.tar.gz"

    def ensure(self, *, force: bool = False) -> Path:
        """The model, trained first where it has to be; raises StartError."""
        python = self.environment()
        path = self.path()
        if force or not path.exists():
            self._train(python, path)
            self._drop_old()
        return path

    def environment(self) -> Path:
        """The Python of the model's own environment, built where it has to be."""
        try:
            return environment.ensure(ROOT, self._tell)
        except environment.EnvironmentFault as error:
            raise StartError(str(error)) from None

    def server(self, path: Path, port: int, tell: Tell, token: str | None = None) -> ModelServer:
        """A server for the model at ``path`` on a loopback port."""
        secret = token or secrets.token_urlsafe(32)
        command = [
            str(environment.python(ROOT)),
            *("-m", "nlu.server.run"),
            *("--model", str(path), "--port", str(port)),
        ]
        variables = {**self._variables(), "INFOLINE_NLU_TOKEN": secret}
        program = Program("the intent model", command, variables, ROOT, tell)
        return ModelServer(f"http://127.0.0.1:{port}", secret, program)

    def _train(self, python: Path, path: Path) -> None:
        self._tell("training the intent model: some minutes")
        path.parent.mkdir(parents=True, exist_ok=True)
        command = [str(python), "-m", "nlu.server.train"]
        with subprocess.Popen(  # noqa: S603 - our own program with our own arguments
            [*command, "--data", str(DATA), "--out", str(path)],
            cwd=ROOT,
            env={**os.environ, **self._variables()},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        ) as process:
            for line in process.stdout or ():
                self._tell(line.rstrip())
        if process.returncode or not path.exists():
            msg = f"The intent model could not be trained (exit status {process.returncode})."
            raise StartError(msg)

    def _drop_old(self) -> None:
        models = sorted(self._folder.glob("model-*.tar.gz"), key=lambda p: p.stat().st_mtime)
        for old in models[:-KEPT_MODELS]:
            old.unlink()

    def _variables(self) -> dict[str, str]:
        return {"PYTHONPATH": str(ROOT), "RASA_TELEMETRY_ENABLED": "false"}


def free_port() -> int:
    """A loopback port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@retry(
    retry=retry_if_exception_type(NluAway),
    stop=stop_after_delay(READY_SECONDS),
    wait=wait_fixed(0.5),
    reraise=True,
)
async def wait_until_ready(client: RasaClient) -> str:
    """The name of the model once its server answers; raises NluAway after five minutes."""
    return await client.status()
