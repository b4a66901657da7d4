"""The intent model as files and as processes: trained where it has to be, then served."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tenacity import retry, retry_if_exception, stop_after_delay, wait_fixed

from bot.config import ROOT
from bot.errors import StartError
from bot.rasa_program import VARIABLES
from bot.serving import archives
from bot.serving.releases import ReleaseFile
from bot.supervisor import Program, Tell
from bot.training import Training
from nlu.errors import NluAway, NluUnloaded
from nlu.rasa import RasaClient
from nlu.server import environment
from nlu.server.fingerprint import fingerprint

DATA = ROOT / "nlu" / "data"
EXAMPLES = "examples"
READY_SECONDS = 300


@dataclass(frozen=True, slots=True)
class ModelServer:
    """A model server to be: where it listens, its token, and the process behind it.

    ``scratch`` is the folder of its temporary files, which it makes and removes itself.
    """

    url: str
    token: str = field(repr=False)
    program: Program = field(repr=False)
    scratch: Path


class Model:
    """The trained models of one data folder, and which of them is in service."""

    def __init__(self, data: Path, tell: Tell, source: Path = DATA) -> None:
        """Models live in ``data``/model and are trained on ``source``; ``tell`` hears of it."""
        self.folder = data / "model"
        self.releases = ReleaseFile(self.folder)
        self._examples = data / EXAMPLES
        self._source = source
        self._tell = tell
        self._training = Training(self.folder, source, self._examples, tell)

    def program(self) -> str:
        """The fingerprint of the present training data and code."""
        return fingerprint(self._source)[:12]

    def path(self) -> Path:
        """Where the first model for the present training data and code is, or would be."""
        return self.folder / archives.plain_name(self.program())

    def ensure(self) -> Path:
        """The model in service, trained and released first where it has to be.

        A release stands until the program's own data or code change: accepted examples of this
        deployment never train by themselves. Raises StartError.
        """
        self.environment()
        with self._training.alone():
            program = self.program()
            current = self.releases.read().current
            there = current is not None and (self.folder / current.model).is_file()
            if current and there and current.program == program:
                return self.folder / current.model
            path = self._newest(program) or self._trained(self.path())
            reason = "the first model" if current is None else "new program data"
            self.releases.release(path.name, program, reason)
            return path

    def train(self, *, force: bool = False) -> tuple[Path, bool]:
        """A candidate of the present data, and whether it had to be trained; raises StartError."""
        self.environment()
        with self._training.alone():
            program = self.program()
            same = None if force else self._same(program)
            if same:
                return same, False
            name = archives.dated_name(program, datetime.now(UTC))
            return self._trained(self.folder / name), True

    def end(self) -> None:
        """Let nobody wait any longer for a training that somebody else has begun."""
        self._training.end()

    def environment(self) -> Path:
        """The Python of the model's own environment, built where it has to be."""
        try:
            return environment.ensure(ROOT, self._tell)
        except environment.EnvironmentFault as error:
            raise StartError(str(error)) from None

    def _trained(self, path: Path) -> Path:
        self._training.train(path)
        archives.drop_old(self.folder, self.releases.read())
        return path

    def _newest(self, program: str) -> Path | None:
        return next(iter(archives.of_program(self.folder, program)), None)

    def _same(self, program: str) -> Path | None:
        """The newest model that was made from exactly what there is now."""
        examples = archives.fingerprint_of_examples(self._examples)
        found = archives.of_program(self.folder, program)
        same = (p for p in found if archives.facts(p).get("examples", "") == examples)
        return next(same, None)


def model_server(path: Path, port: int, token: str, tell: Tell) -> ModelServer:
    """A server for the model at ``path`` on a loopback port; nothing runs yet."""
    command = [
        str(environment.python(ROOT)),
        *("-m", "nlu.server.run"),
        *("--model", str(path), "--port", str(port)),
    ]
    variables = {**VARIABLES, "INFOLINE_NLU_TOKEN": token}
    program = Program("the intent model", command, variables, ROOT, tell)
    scratch = path.parent / f"serving-{port}"
    return ModelServer(f"http://127.0.0.1:{port}", token, program, scratch)


def free_port() -> int:
    """A loopback port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _may_come(fault: BaseException) -> bool:
    return isinstance(fault, NluAway) and not isinstance(fault, NluUnloaded)


# A server is asked again until it answers; one that cannot load its model is given up at once.
until_ready = retry(
    retry=retry_if_exception(_may_come),
    stop=stop_after_delay(READY_SECONDS),
    wait=wait_fixed(0.3),
    reraise=True,
)


@until_ready
async def wait_until_ready(client: RasaClient) -> str:
    """The name of the model once its server answers.

    Raises NluAway after five minutes, and at once where the model cannot be loaded.
    """
    return await client.status()
