"""Small JSON files that other processes read while they are being replaced."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from bot.errors import StartError


def replace_json(path: Path, content: dict[str, Any]) -> None:
    """Put ``content`` at ``path`` in one step, for its owner alone; raises OSError.

    Whoever reads sees the old file or the new one, and a crash leaves one of the two.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    temporary = Path(made)  # of mode 0600, as mkstemp makes it
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=2, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


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
