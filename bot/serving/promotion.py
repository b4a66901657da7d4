"""Putting a model in service: compared first, then switched to, and only said to be when it is."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from bot.errors import ConflictError, InfolineError, NotFoundError
from bot.evaluation import evaluate_model
from bot.model import Model
from bot.serving import archives
from bot.serving.announce import FILE, model_in_service
from bot.serving.golden import Golden
from bot.serving.releases import Release
from bot.serving.servers import ServerSet
from bot.supervisor import Tell
from nlu.errors import NluAway
from nlu.evaluation.compare import Comparison, compare
from nlu.evaluation.report import Report

UP_LOCK = "up.lock"
PROMOTE_LOCK = "promote.lock"
LOOK_SECONDS = 0.5


class RefusedError(ConflictError):
    """The model is not put in service; the text says why."""


@dataclass(frozen=True)
class Promotion:
    """Promotes and rolls back the models of one data folder."""

    data: Path
    model: Model
    golden: Golden = field(repr=False)
    tell: Tell
    evaluate: Callable[..., Awaitable[Report]] = evaluate_model

    async def promote(
        self, name: str | None, *, force: bool = False, reason: str | None = None
    ) -> Release:
        """Put the model ``name`` in service, or the newest candidate; returns its release.

        ``force`` overrides a comparison that finds it worse, and needs a ``reason``. Nothing
        overrides the golden set. Raises RefusedError, or NotFoundError for an unknown model.
        """
        if force and not (reason and reason.strip()):
            msg = "--force needs --reason: why a model that is worse should answer people."
            raise RefusedError(msg)
        with self._alone():
            archive = self._wanted(name)
            comparison = await self._compared(archive, force=force)
            kept = _summary(comparison) if comparison else None
            said = reason or "compared and not worse"
            return await self._serve(archive, said, forced=force, comparison=kept)

    async def roll_back(self, reason: str | None = None) -> Release:
        """Put the release before the current one in service again; raises RefusedError."""
        with self._alone():
            releases = self.model.releases.read()
            if releases.before is None or releases.current is None:
                msg = "There is no release before the current one."
                raise RefusedError(msg)
            archive = self.model.folder / releases.before.model
            if not archive.is_file():
                msg = f"{archive.name} is gone; it cannot be served again."
                raise RefusedError(msg)
            said = f"rolled back from {releases.current.model}"
            return await self._serve(archive, f"{said}: {reason}" if reason else said)

    def _wanted(self, name: str | None) -> Path:
        releases = self.model.releases.read()
        if name is None:
            found = next(iter(archives.candidates(self.model.folder, releases)), None)
            if found is None:
                msg = "There is no candidate; ./infoline train makes one."
                raise NotFoundError(msg)
            return found
        archive = self.model.folder / Path(name).name
        if not archive.is_file():
            msg = f"There is no model {archive.name}; ./infoline models lists them."
            raise NotFoundError(msg)
        if releases.current and releases.current.model == archive.name:
            msg = f"{archive.name} is in service already."
            raise RefusedError(msg)
        return archive

    async def _compared(self, archive: Path, *, force: bool) -> Comparison | None:
        """The candidate against the model in service; None where there is no such model."""
        current = self.model.releases.read().current
        present = self.model.folder / current.model if current else None
        if present is None or not present.is_file():
            self.tell("there is no model in service to compare with")
            return None
        self.tell(f"comparing {archive.name} with {present.name}: some minutes")
        try:
            candidate = await self.evaluate(archive, tell=self.tell)
            comparison = compare(candidate, await self.evaluate(present, tell=self.tell))
        except (InfolineError, NluAway, ValueError) as fault:
            if not force:
                msg = f"{archive.name} cannot be compared with {present.name}: {fault}"
                raise RefusedError(msg) from None
            self.tell(f"not compared: {fault}")
            return None
        summary = _summary(comparison)
        archives.add_facts(archive, evaluated=summary)
        if comparison.verdict == "worse" and not force:
            raise RefusedError(_worse(archive, comparison))
        return comparison

    async def _serve(
        self,
        archive: Path,
        reason: str,
        *,
        forced: bool = False,
        comparison: dict[str, Any] | None = None,
    ) -> Release:
        if not self._up_runs():
            await self._examine(archive)
        release = self.model.releases.release(
            archive.name, self.model.program(), reason, forced=forced, comparison=comparison
        )
        if self._up_runs():
            self.tell(f"waiting until callers are answered by {archive.name}")
            await self._until_served(release)
            self.tell(f"{archive.name} is in service")
        else:
            self.tell(f"{archive.name} passed the golden set; the next ./infoline up serves it")
        return release

    async def _examine(self, archive: Path) -> None:
        """Ask a server of our own the golden set; raises RefusedError."""
        unreleased = Release(0, archive.name, "", "", "", "being examined")
        servers = ServerSet(self.model, unreleased, 1, self.tell)
        servers.begin()
        try:
            fault = await servers.fault(self.golden)
        finally:
            await servers.stop()
        if fault:
            msg = f"{archive.name} is not put in service: {fault}."
            raise RefusedError(msg)

    async def _until_served(self, release: Release) -> None:
        """Wait for ``up`` to switch; raises RefusedError where it did not."""
        while True:
            releases = self.model.releases.read()
            entry = releases.numbered(release.number)
            if entry and entry.failure:
                msg = f"{release.model} was not put in service: {entry.failure}."
                raise RefusedError(msg)
            if releases.serving != release.number:
                msg = f"Another release has taken the place of {release.model}."
                raise RefusedError(msg)
            if model_in_service(self.model.folder / FILE) == release.model:
                return
            if not self._up_runs():
                msg = f"The infoline ended meanwhile; its next start examines {release.model}."
                raise RefusedError(msg)
            await asyncio.sleep(LOOK_SECONDS)

    def _up_runs(self) -> bool:
        try:
            with FileLock(self.data / UP_LOCK, timeout=0):
                return False
        except Timeout:
            return True

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.model.folder.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.model.folder / PROMOTE_LOCK, timeout=0):
                yield
        except Timeout:
            msg = "Another promote or rollback is at work on this data; wait until it has ended."
            raise RefusedError(msg) from None


def _summary(comparison: Comparison) -> dict[str, Any]:
    """What a release keeps of a comparison: the whole, and every group that changed."""
    told = comparison.to_json()
    groups = [g for g in told["groups"] if g["group"] == "all" or g["verdict"] != "same"]
    return {**told, "groups": groups}


def _worse(archive: Path, comparison: Comparison) -> str:
    groups = ", ".join(
        f"{change.group} ({change.candidate} of {change.messages} right, before {change.current})"
        for change in comparison.worse
    )
    return (
        f"{archive.name} is worse than {comparison.current} on {groups}. "
        "--force --reason TEXT puts it in service all the same."
    )
