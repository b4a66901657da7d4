"""What ``models``, ``promote`` and the service's settings say, without any process."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.app import build
from bot.config import Settings, load
from bot.health import Health
from bot.model import Model
from bot.serving import archives
from bot.serving.announce import write_serving
from bot.store.database import Store
from nlu.rasa import RasaClient
from tests.bot.serving.conftest import said_nothing
from tests.builders import Clock
from tests.nlu.model_server import TOKEN, serving

NAMES = {
    "former": "model-aaaaaaaaaaaa.tar.gz",
    "previous": "model-bbbbbbbbbbbb.tar.gz",
    "current": "model-bbbbbbbbbbbb-20261124-093000.tar.gz",
    "failed": "model-cccccccccccc.tar.gz",
    "candidate": "model-cccccccccccc-20261124-120000.tar.gz",
}


@pytest.fixture
def model(tmp_path: Path) -> Model:
    """A model of each kind, the candidate compared."""
    model = Model(tmp_path, said_nothing)
    model.folder.mkdir()
    for name in ("former", "previous", "current", "failed"):
        made = model.releases.release(NAMES[name], "", "for a test")
        if name == "failed":
            model.releases.put_back(made.number, "it does not load", made.number - 1)
    made_at = datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp()
    for age, name in enumerate(reversed(NAMES.values())):
        (model.folder / name).write_bytes(b"x" * 1_250_000)
        os.utime(model.folder / name, (made_at - age * 60, made_at - age * 60))
    compared = {"verdict": "better", "groups": [{"candidate": 41, "messages": 50}]}
    archives.add_facts(model.folder / NAMES["candidate"], evaluated=compared)
    return model


def test_models_lists_each_with_what_it_is(model: Model) -> None:
    said = CliRunner().invoke(cli, ["models", "--data", str(model.folder.parent)])
    assert said.exit_code == 0
    lines = said.stdout.splitlines()
    assert [tuple(line.split()[:2]) for line in lines] == list(reversed(NAMES.items()))
    assert lines[0].endswith("1.2 MB  2026-11-24 12:00 UTC  82.0% of 50 right, better")
    assert all(len(line) <= 120 for line in lines)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["promote", "--force"], "--force needs --reason"),
        (["promote", NAMES["current"]], "is in service already"),
        (["promote", "model-x.tar.gz"], "There is no model model-x.tar.gz"),
    ],
)
def test_a_refusal_is_an_error_with_its_reason(
    model: Model, words: list[str], complaint: str
) -> None:
    said = CliRunner().invoke(cli, [*words, "--data", str(model.folder.parent)])
    assert said.exit_code == 1
    assert complaint in str(said.exception)


async def test_health_names_the_model_that_is_coming(
    sqlite_store: Store, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "serving.json"
    write_serving(file, ["http://127.0.0.1:9"], "token", "model-1.tar.gz", "model-2.tar.gz")
    client = RasaClient.following(file)
    report = await Health(sqlite_store, client, settings.languages, ("webchat",), {}).report()
    await client.close()
    assert (report.model, report.model_coming) == (None, "model-2.tar.gz")
    assert (await Health(sqlite_store, None, (), (), {}).report()).model_coming is None


async def test_the_service_follows_the_file_rather_than_an_address(
    sqlite_store: Store, tmp_path: Path, clock: Clock
) -> None:
    file = tmp_path / "serving.json"
    given = load(data=tmp_path, nlu_serving=file, nlu_url="http://127.0.0.1:9")
    app = build(given, sqlite_store, clock.now)
    async with serving() as server, app.asgi.router.lifespan_context(app.asgi):
        write_serving(file, [server.url], TOKEN, "model-1.tar.gz")
        understood = await app.understander.understand("i want to go home")
        assert (understood.model, understood.degraded) == ("model-1.tar.gz", False)
