"""The models that were put in service, in order: which one is, which one was before, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from bot.errors import StartError
from bot.serving.files import read_json, replace_json

FILE = "releases.json"
VERSION = 1
KEPT_RELEASES = 100


@dataclass(frozen=True, slots=True)
class Release:
    """One decision to serve a model.

    ``model`` is its file's name, ``fingerprint`` of what it was trained by, ``program`` of the
    checkout's data and code at the decision, ``replaced`` the number of the release before.
    """

    number: int
    model: str
    fingerprint: str
    program: str
    at: str
    reason: str
    forced: bool = False
    comparison: dict[str, Any] | None = None
    replaced: int | None = None
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Releases:
    """All of them, the oldest first. ``serving`` is the number of the one in service."""

    entries: tuple[Release, ...] = ()
    serving: int | None = None

    @property
    def current(self) -> Release | None:
        """The release that is, or is about to be, in service."""
        return self.numbered(self.serving)

    @property
    def before(self) -> Release | None:
        """The release that the current one replaced."""
        return self.numbered(self.current.replaced) if self.current else None

    def numbered(self, number: int | None) -> Release | None:
        """The release of that number, where it is still known."""
        return next((entry for entry in self.entries if entry.number == number), None)

    def with_release(self, release: Release) -> Releases:
        """Also ``release``, numbered, in service from now on."""
        number = self.entries[-1].number + 1 if self.entries else 1
        added = replace(release, number=number, replaced=self.serving)
        return Releases((*self.entries, added)[-KEPT_RELEASES:], number)

    def put_back(self, number: int, failure: str, before: int) -> Releases:
        """The same with ``failure`` at release ``number``, and release ``before`` in service.

        Where ``number`` is not in service any more, only its failure is written down.
        """
        marked = tuple(
            replace(entry, failure=failure) if entry.number == number else entry
            for entry in self.entries
        )
        return Releases(marked, before if self.serving == number else self.serving)


class ReleaseFile:
    """The releases of one data folder, as a file that several processes read and change."""

    def __init__(self, folder: Path, now: Callable[[], datetime] | None = None) -> None:
        """``folder`` is that of the models; ``now`` gives the moment, aware."""
        self._path = folder / FILE
        self._lock = FileLock(folder / f"{FILE}.lock")
        self._now = now or _utc_now

    def read(self) -> Releases:
        """The releases as they are; raises StartError where the file is odd."""
        content = read_json(self._path)
        try:
            entries = tuple(Release(**entry) for entry in content.get("releases", ()))
        except TypeError:
            msg = f"{self._path} cannot be read: a release lacks a field or has a strange one."
            raise StartError(msg) from None
        return Releases(entries, content.get("current"))

    def release(
        self,
        model: str,
        program: str,
        reason: str,
        *,
        forced: bool = False,
        comparison: dict[str, Any] | None = None,
    ) -> Release:
        """Decide that ``model`` serves; whoever runs ``up`` carries it out. Returns the entry."""
        entry = Release(
            number=0,
            model=model,
            fingerprint=fingerprint_of(model),
            program=program,
            at=self._now().isoformat(timespec="seconds"),
            reason=reason,
            forced=forced,
            comparison=comparison,
        )
        changed = self._change(lambda releases: releases.with_release(entry))
        return changed.entries[-1]

    def put_back(self, number: int, failure: str, before: int) -> Releases:
        """Write down that release ``number`` failed, and that ``before`` serves in its place."""
        return self._change(lambda releases: releases.put_back(number, failure, before))

    def _change(self, change: Callable[[Releases], Releases]) -> Releases:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._lock:
            changed = change(self.read())
            replace_json(self._path, _to_json(changed))
        return changed


def fingerprint_of(model: str) -> str:
    """The fingerprint of the program data that a model was trained by, out of its file's name."""
    return model.removeprefix("model-").split(".", 1)[0].split("-", 1)[0]


def _to_json(releases: Releases) -> dict[str, Any]:
    before = releases.before
    return {
        "version": VERSION,
        "current": releases.serving,
        "before": before.number if before else None,
        "releases": [asdict(entry) for entry in releases.entries],
    }


def _utc_now() -> datetime:
    return datetime.now(UTC)
