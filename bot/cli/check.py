"""``check``: format, lint, types, import rules, content and docs, as CI runs them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime

from bot.config import ROOT, load
from bot.errors import InfolineError
from flows.engine import Engine
from nlu import check as nlu_check

ROOMS = ["bot", "flows", "handlers", "nlu", "tests"]


class CheckFailedError(InfolineError):
    """At least one check found something."""


def check() -> None:
    """Check format, lint, types, import rules, content and docs; exit status 2 on any fault."""
    failed = [name for name, run in CHECKS.items() if not _passes(name, run)]
    if failed:
        msg = f"check failed: {', '.join(failed)}"
        raise CheckFailedError(msg)
    print("check: all passed")


def _passes(name: str, run: Callable[[], bool]) -> bool:
    print(f"check: {name}", flush=True)
    return run()


def _tool(*arguments: str) -> Callable[[], bool]:
    def run() -> bool:
        command = [sys.executable, "-m", *arguments]
        return subprocess.run(command, cwd=ROOT, check=False).returncode == 0  # noqa: S603

    return run


def _linter() -> bool:
    command = [str(ROOT / ".venv" / "bin" / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0  # noqa: S603


def _content() -> bool:
    faults = Engine.load().faults(datetime.now(UTC).date())
    return _report(faults)


def _language_data() -> bool:
    return _report(nlu_check.faults())


def _settings() -> bool:
    load()
    return True


def _report(faults: list[str]) -> bool:
    for fault in faults:
        print(f"  {fault}")
    return not faults


CHECKS: dict[str, Callable[[], bool]] = {
    "format": _tool("ruff", "format", "--check", "--quiet", *ROOMS),
    "lint": _tool("ruff", "check", "--quiet", *ROOMS),
    "types": _tool("mypy", "--no-error-summary"),
    "imports": _linter,
    "settings": _settings,
    "content": _content,
    "language data": _language_data,
    "docs": _tool("pytest", "-q", "tests/docs"),
}
