"""The folder of trained models: their names, their facts, which of them may go."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.serving.files import read_json, replace_json
from bot.serving.releases import Releases, fingerprint_of

PATTERN = "model-*.tar.gz"
KEPT_MODELS = 3
# What nlu.server.train writes beside the archive.
TRAINED_FACTS = "model.json"


def archives(folder: Path) -> list[Path]:
    """Every model of the folder, the newest first."""
    return sorted(folder.glob(PATTERN), key=lambda path: path.stat().st_mtime, reverse=True)


def of_program(folder: Path, fingerprint: str) -> list[Path]:
    """The models that were trained by these program data, the newest first."""
    return [path for path in archives(folder) if fingerprint_of(path.name) == fingerprint]


def candidates(folder: Path, releases: Releases) -> list[Path]:
    """Models that were never put in service, the newest first."""
    released = {entry.model for entry in releases.entries}
    return [path for path in archives(folder) if path.name not in released]


def drop_old(folder: Path, releases: Releases) -> None:
    """Keep the newest few, the one in service and the one before it."""
    needed = {entry.model for entry in (releases.current, releases.before) if entry}
    for path in archives(folder)[KEPT_MODELS:]:
        if path.name not in needed:
            path.unlink()
            facts_path(path).unlink(missing_ok=True)


def plain_name(fingerprint: str) -> str:
    """The name of the first model of some program data."""
    return f"model-{fingerprint}.tar.gz"


def dated_name(fingerprint: str, at: datetime) -> str:
    """The name of a candidate trained at a moment; several may be of the same program data."""
    return f"model-{fingerprint}-{at:%Y%m%d-%H%M%S}.tar.gz"


def facts_path(archive: Path) -> Path:
    """Where a model's facts stand."""
    return archive.with_name(archive.name.replace(".tar.gz", ".json"))


def facts(archive: Path) -> dict[str, Any]:
    """What is known of a model; empty for one that came from elsewhere."""
    return read_json(facts_path(archive))


def add_facts(archive: Path, **more: object) -> None:
    """Write down more about a model."""
    replace_json(facts_path(archive), {**facts(archive), **more})


def keep_trained_facts(archive: Path, examples: str) -> None:
    """Give what the trainer wrote to the model's own name, with the accepted examples' hash."""
    trained = archive.with_name(TRAINED_FACTS)
    add_facts(archive, **json.loads(trained.read_text(encoding="utf-8")), examples=examples)
    trained.unlink()


def fingerprint_of_examples(folder: Path) -> str:
    """12 hex digits over the accepted examples of this deployment; empty where there are none."""
    files = sorted(path for path in folder.rglob("*.yaml") if path.is_file())
    digest = hashlib.sha256()
    for path in files:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:12] if files else ""
