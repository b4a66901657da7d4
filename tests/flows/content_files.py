"""Makes a content folder on disk: the real one, with some files changed."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from flows.load import FOLDERS, ROOT


def changed_content(folder: Path, changes: Mapping[str, Any]) -> Path:
    """A copy of the content in ``folder``. ``changes`` maps a file to what replaces parts of it.

    A mapping is laid over the file's own, key by key; None removes a key; a text replaces the
    whole file.
    """
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name)
    for file, change in changes.items():
        path = folder / file
        if isinstance(change, str):
            path.write_text(change, encoding="utf-8")
            continue
        own = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
        text = yaml.safe_dump(laid_over(own, change), allow_unicode=True, sort_keys=False)
        path.write_text(text, encoding="utf-8")
    return folder


def laid_over(own: Any, change: Mapping[str, Any]) -> dict[str, Any]:
    """``own`` with ``change`` laid over it, at any depth."""
    result = dict(own) if isinstance(own, Mapping) else {}
    for key, value in change.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, Mapping):
            result[key] = laid_over(result.get(key), value)
        else:
            result[key] = value
    return result
