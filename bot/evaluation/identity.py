"""What a model archive is called in reports: the fingerprint of what it was trained from."""

from __future__ import annotations

import json
import re
from pathlib import Path

_NAMED = re.compile(r"model-(.+)\.tar\.gz")


def identity(path: Path) -> str:
    """What the name of the archive says, or model.json beside it, or the name itself."""
    named = _NAMED.fullmatch(path.name)
    if named:
        return named[1]
    try:
        facts = json.loads(path.with_name("model.json").read_text(encoding="utf-8"))
        return str(facts["model_id"])
    except (OSError, ValueError, KeyError):
        return path.name
