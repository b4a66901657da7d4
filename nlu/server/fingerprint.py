"""Tells whether a trained model still belongs to the data and the code: one hash over both."""

import hashlib
from pathlib import Path

from nlu.server.examples import INTENT_TABLE, example_files

_HERE = Path(__file__).parent
_CODE = ("examples.py", "build_data.py", "train.py", "config.yml", "requirements.lock")


def fingerprint(data: Path, config: Path = _HERE / "config.yml") -> str:
    """Return 12 hex digits that change with the data, `config`, the components or the lock.

    The entity finder reads its word lists when it starts, so they do not count.
    """
    digest = hashlib.sha256(data_fingerprint(data).encode())
    for path in [config, *_code()]:
        _add(digest, path.name, path)
    return digest.hexdigest()[:12]


def data_fingerprint(data: Path) -> str:
    """Return 12 hex digits that change with the intent table and the examples in `data`."""
    digest = hashlib.sha256()
    for path in [data / INTENT_TABLE, *example_files(data)]:
        _add(digest, path.relative_to(data).as_posix(), path)
    return digest.hexdigest()[:12]


def _code() -> list[Path]:
    # nlu/normalise.py shapes the features, so it counts as a component.
    named = [_HERE / name for name in _CODE if name != "config.yml"]
    tuned = [_HERE / "tuning" / name for name in ("encoder_file.py", "encoder.npz")]
    components = sorted((_HERE / "components").glob("*.py"))
    there = [path for path in tuned if path.is_file()]
    return [*named, _HERE.parent / "normalise.py", *components, *there]


def _add(digest: "hashlib._Hash", name: str, path: Path) -> None:
    content = path.read_bytes()
    digest.update(f"{name}\0{len(content)}\0".encode())
    digest.update(content)
