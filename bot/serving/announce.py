"""serving.json: who serves the model, written by ``up``, followed by every service process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.serving.files import read_json, replace_json

FILE = "serving.json"
VERSION = 1


def write_serving(
    path: Path, urls: Sequence[str], token: str, model: str | None, coming: str | None = None
) -> None:
    """Say who is asked from now on. ``coming`` names a model that is being made ready."""
    content = {
        "version": VERSION,
        "urls": list(urls),
        "token": token,
        "model": model,
        "coming": coming,
    }
    replace_json(path, content)


def model_in_service(path: Path) -> str | None:
    """The file name of the model that callers are answered by, or None; raises StartError."""
    return read_json(path).get("model")
