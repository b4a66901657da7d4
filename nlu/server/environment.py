"""The Rasa project's own environment: `.venv-nlu` at the root of the checkout, from the lock.

Standard library only: the command line and the test run call it before anything is installed.
"""

import fcntl
import hashlib
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = Path("nlu/server/requirements.lock")
VENV = Path(".venv-nlu")
_STAMP = "lock.sha256"


class EnvironmentFault(Exception):
    """The environment could not be built; the text says which step failed and how."""


def ensure(root: Path, progress: Callable[[str], None] = lambda _line: None) -> Path:
    """Return the Python of the Rasa environment below `root`, building it when it is not current.

    Safe to call from several processes at once. Raises EnvironmentFault.
    """
    with _one_at_a_time(root):
        if not is_current(root):
            _build(root, progress)
    return python(root)


def is_current(root: Path) -> bool:
    """Return whether the environment exists and was built from the lock as it is now."""
    stamp = root / VENV / _STAMP
    return (
        python(root).exists()
        and stamp.exists()
        and stamp.read_text(encoding="ascii") == _lock_hash(root)
    )


def python(root: Path) -> Path:
    """Return where the environment's Python is or would be."""
    return root / VENV / "bin" / "python"


def _build(root: Path, progress: Callable[[str], None]) -> None:
    uv = _find_uv(root)
    progress("making the environment of the intent model (Python 3.11)")
    _run([uv, "venv", "--quiet", "--clear", "--python", "3.11", str(root / VENV)])
    progress("installing Rasa and the sentence encoder: about 2 GB, a minute or more")
    _run([
        *(uv, "pip", "install", "--quiet", "--python", str(python(root))),
        *("--require-hashes", "--no-deps", "--compile-bytecode", "-r", str(root / LOCK)),
    ])  # fmt: skip
    (root / VENV / _STAMP).write_text(_lock_hash(root), encoding="ascii")
    progress("the environment of the intent model is ready")


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - fixed commands
    if done.returncode:
        raise EnvironmentFault(f"uv {command[1]} failed:\n{done.stderr.strip()}")


def _find_uv(root: Path) -> str:
    found = shutil.which("uv", path=str(root / ".uv" / "bin")) or shutil.which("uv")
    if found is None:
        raise EnvironmentFault("uv was not found: start through ./infoline, which installs it")
    return found


def _lock_hash(root: Path) -> str:
    return hashlib.sha256((root / LOCK).read_bytes()).hexdigest()


@contextmanager
def _one_at_a_time(root: Path) -> Iterator[None]:
    (root / "var").mkdir(exist_ok=True)
    with (root / "var" / "venv-nlu.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
