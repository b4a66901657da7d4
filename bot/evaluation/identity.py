"""What a model archive is called in reports: the fingerprint of what it was trained from."""

from __future__ import annotations

import json
import re
from pathlib import Path

_NAMED = re.compile(r"model-([0-9a-f]{12})\b.*\.tar\.gz")


def identity(path: Path) -> str:
    """The fingerprint in the name of the archive, or in model.json beside it, or its name."""
    named = _NAMED.fullmatch(path.name)
    if named:
        return named[1]
    try:
        facts = json.loads(path.with_name("model.json").read_text(encoding="utf-8"))
        return str(facts["model_id"])
    except (OSError, ValueError, KeyError):
        return path.name
