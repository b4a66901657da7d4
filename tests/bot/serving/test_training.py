"""Which model is trained and when, which ones are kept, and what a killed training leaves."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from filelock import FileLock

from bot.config import ROOT
from bot.errors import StartError
from bot.model import Model
from bot.serving import archives
from tests.bot.serving.conftest import SmallModels, give, said_nothing
from tests.e2e.http import until
from tests.nlu.server.data import write_small_data

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(300)]

TRAIN = (
    "import sys; from pathlib import Path; from bot.model import Model\n"
    "Model(Path(sys.argv[1]), print, Path(sys.argv[2])).train()\n"
)


def test_the_release_stands_whatever_else_is_there(
    small_models: SmallModels, tmp_path: Path
) -> None:
    model = give(small_models, tmp_path)
    model.releases.release(small_models.worse.name, model.program(), "an operator's decision")
    (tmp_path / "examples" / "en").mkdir(parents=True)
    (tmp_path / "examples" / "en" / "accepted.yaml").write_text("greet: [hi]", encoding="utf-8")
    assert model.ensure().name == small_models.worse.name
    assert len(model.releases.read().entries) == 1


@pytest.mark.parametrize("released", [None, "model-000000000000.tar.gz"])
def test_other_program_data_are_released_anew(
    small_models: SmallModels, tmp_path: Path, released: str | None
) -> None:
    model = give(small_models, tmp_path)
    if released:
        model.releases.release(released, "000000000000", "of an older program")
    assert model.ensure().name == small_models.second.name
    current = model.releases.read().current
    assert current
    assert current.reason == ("new program data" if released else "the first model")
    assert current.program == current.fingerprint == model.program()


def test_accepted_examples_make_another_candidate(
    small_models: SmallModels, tmp_path: Path
) -> None:
    empty = tmp_path / "none"
    assert archives.fingerprint_of_examples(empty) == ""
    folder = tmp_path / "examples" / "en"
    folder.mkdir(parents=True)
    (folder / "accepted.yaml").write_text("greet: [hi]", encoding="utf-8")
    one = archives.fingerprint_of_examples(tmp_path / "examples")
    (folder / "accepted.yaml").write_text("greet: [hi, ho]", encoding="utf-8")
    assert len({"", one, archives.fingerprint_of_examples(tmp_path / "examples")}) == 3
    assert archives.facts(small_models.first)["examples"] == ""
    assert archives.facts(small_models.first)["trained_on"] == 18


def test_the_models_in_service_and_before_are_never_dropped(tmp_path: Path) -> None:
    model = Model(tmp_path, said_nothing)
    model.folder.mkdir()
    names = [f"model-{number:012x}.tar.gz" for number in range(8)]
    for age, name in enumerate(names):
        (model.folder / name).touch()
        os.utime(model.folder / name, (1000 - age, 1000 - age))
        archives.add_facts(model.folder / name, trained_on=1)
    for number in (3, 7, 6):
        model.releases.release(names[number], "", "for a test")
    archives.drop_old(model.folder, model.releases.read())
    kept = {path.name for path in archives.archives(model.folder)}
    assert kept == {*names[:3], names[6], names[7]}
    assert len(list(model.folder.glob("model-*.json"))) == 5


def test_a_killed_train_ends_its_training_and_leaves_nothing(tmp_path: Path) -> None:
    source = write_small_data(tmp_path / "source")
    folder = tmp_path / "data" / "model"
    left = folder / "training-of-long-ago"
    left.mkdir(parents=True)
    parent = subprocess.Popen(
        [sys.executable, "-c", TRAIN, str(tmp_path / "data"), str(source)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
    )
    with parent:
        until(lambda: [path for path in folder.glob("training-*/tmp") if path != left / "tmp"])
        family = psutil.Process(parent.pid).children(recursive=True)
        parent.kill()
    _, alive = psutil.wait_procs(family, timeout=20)
    assert (family, alive) != ([], [])
    assert alive == []
    assert not left.exists()
    assert [path.name for path in folder.iterdir() if path.suffix != ".lock"] == []


def test_ended_while_another_training_runs(small_models: SmallModels, tmp_path: Path) -> None:
    said: list[str] = []

    def hear(line: str) -> None:
        said.append(line)
        model.end()

    model = Model(tmp_path, hear, small_models.source)
    model.folder.mkdir()
    with (
        FileLock(model.folder / "train.lock"),
        pytest.raises(StartError, match="another training"),
    ):
        model.train()
    assert said == ["another training is running; waiting for it"]
