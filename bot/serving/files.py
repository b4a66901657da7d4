"""Small JSON files that other processes read while they are being replaced."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.errors import StartError
from nlu.replacing import replace_text


def replace_json(path: Path, content: dict[str, Any]) -> None:
    """Put ``content`` at ``path`` in one step, for its owner alone; raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_text(path, json.dumps(content, indent=2, ensure_ascii=False))


def read_json(path: Path) -> dict[str, Any]:
    """The mapping at ``path``, empty where there is no file; raises StartError where it is odd."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        content = None
    if not isinstance(content, dict):
        msg = f"{path} cannot be read: it must be a JSON mapping, or be absent."
        raise StartError(msg)
    return content
