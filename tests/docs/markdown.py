"""What the documents say, as far as it can be held against the repository."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bot.config import ROOT

FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
PLACEHOLDER = re.compile(r"<[^<>]+>")
COMMAND = re.compile(r"\./infoline ([a-z]+)")
MODULE = re.compile(r"python -m ([\w.]+)")
MACHINE_PATH = re.compile(
    r"(?<![\w.:/])/(?:home|root|work|tmp|Users|opt|srv|mnt)(?:/[\w.-]+)+|\b[A-Z]:\\"
)
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|TBD|XXX)\b")
FOLDERS = ("bot", "docs", "flows", "handlers", "nlu", "requirements", "tests", ".ci")
ROOT_FILES = re.compile(r"[\w.-]+\.(?:md|toml)|config\.yaml|infoline|\.ci/run")


def documents() -> list[Path]:
    """Every document of the repository."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def named_paths(text: str) -> Iterator[str]:
    """Paths of this repository that stand as code in ``text``; ``<lang>`` becomes ``*``."""
    for said in CODE.findall(FENCE.sub("", text)):
        path = PLACEHOLDER.sub("*", said)
        inside = "/" in path and path.split("/")[0] in FOLDERS
        if not re.search(r"[\s(=]", path) and (inside or ROOT_FILES.fullmatch(path)):
            yield path


def missing_paths(text: str) -> list[str]:
    """Named paths that match nothing in the repository."""
    return [path for path in named_paths(text) if not any(ROOT.glob(path.rstrip("/")))]


def broken_links(document: Path, text: str) -> list[str]:
    """Links to local files or headings that do not exist."""
    return [target for target in LINK.findall(text) if not _leads_somewhere(document, target)]


def _leads_somewhere(document: Path, target: str) -> bool:
    if re.match(r"[a-z]+:", target):
        return True
    name, _, heading = target.partition("#")
    path = document.parent / name if name else document
    if not path.exists():
        return False
    return not heading or heading in anchors(path.read_text(encoding="utf-8"))


def anchors(text: str) -> list[str]:
    """The names by which the headings of ``text`` can be linked to."""
    headings = (heading.lower() for heading in HEADING.findall(FENCE.sub("", text)))
    return [re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in headings]


def missing_modules(text: str) -> list[str]:
    """Modules that are said to be run with ``python -m`` and do not exist here."""
    return [
        module
        for module in MODULE.findall(text)
        if module.split(".")[0] in FOLDERS
        and not (ROOT / f"{module.replace('.', '/')}.py").exists()
    ]


def machine_paths(text: str) -> list[str]:
    """Absolute paths of somebody's machine."""
    return MACHINE_PATH.findall(text)
