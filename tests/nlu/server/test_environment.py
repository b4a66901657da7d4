"""The Rasa environment: locked by hash, from anywhere, and built once."""

import hashlib
import re
from pathlib import Path

import pytest

from nlu.server.environment import LOCK, EnvironmentFault, ensure, is_current, python
from tests.rasa_fixture import ROOT


def _checkout(folder: Path) -> Path:
    (folder / LOCK).parent.mkdir(parents=True)
    (folder / LOCK).write_text("one==1.0\n", encoding="utf-8")
    return folder


def _built(folder: Path) -> Path:
    root = _checkout(folder)
    python(root).parent.mkdir(parents=True)
    python(root).touch()
    stamp = hashlib.sha256((root / LOCK).read_bytes()).hexdigest()
    (root / ".venv-nlu" / "lock.sha256").write_text(stamp, encoding="ascii")
    return root


def test_the_lock_names_no_address() -> None:
    lock = (ROOT / LOCK).read_text(encoding="utf-8")
    assert not re.search(r"https?://|file:| @ |^--|^/", lock, flags=re.MULTILINE)


def test_every_locked_package_has_its_version_and_hash() -> None:
    lock = (ROOT / LOCK).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n", "", lock, flags=re.MULTILINE).strip())
    assert len(entries) > 100
    for entry in entries:
        assert re.match(r"[a-z0-9._\[\]-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_an_environment_of_the_lock_as_it_is_is_left_alone(tmp_path: Path) -> None:
    root = _built(tmp_path)
    said: list[str] = []
    assert ensure(root, said.append) == python(root)
    assert said == []


def test_an_environment_of_another_lock_is_not_current(tmp_path: Path) -> None:
    root = _built(tmp_path)
    assert is_current(root)
    (root / LOCK).write_text("one==2.0\n", encoding="utf-8")
    assert not is_current(root)


def test_without_uv_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EnvironmentFault, match=r"\./infoline"):
        ensure(_checkout(tmp_path))


def test_a_lock_that_cannot_be_installed_is_reported(tmp_path: Path) -> None:
    root = _checkout(tmp_path)
    if (ROOT / ".uv").exists():  # the uv of this run, where the system has none
        (root / ".uv").symlink_to(ROOT / ".uv")
    with pytest.raises(EnvironmentFault, match="uv pip failed"):
        ensure(root)
    assert not is_current(tmp_path)
