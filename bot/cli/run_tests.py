"""``test``: all tests, after installing what they need where that is possible."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import Annotated

import typer

from bot.config import ROOT
from bot.errors import StartError
from bot.model import Model

FONTS = "/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf"
PACKAGES = {"chromium": "chromium", FONTS: "fonts-noto-core"}

# Two at a time, a file staying with one of them: what a file prepares is prepared once.
EVERYTHING = ["-n", "2", "--dist", "loadfile", "--durations", "10"]


def run_tests(
    arguments: Annotated[list[str] | None, typer.Argument(help="Passed on to pytest.")] = None,
) -> None:
    """Run all tests; installs Chromium and Noto fonts with apt where it may."""
    missing = _missing_packages()
    if missing:
        _install(missing)
    Model(ROOT / "var" / "test", print).environment()
    command = [sys.executable, "-m", "pytest", *(arguments or EVERYTHING)]
    sys.exit(subprocess.run(command, cwd=ROOT, check=False).returncode)  # noqa: S603


def _missing_packages() -> list[str]:
    return [package for path, package in PACKAGES.items() if not _is_there(path)]


def _is_there(path: str) -> bool:
    return shutil.which(path) is not None or os.path.exists(path)  # noqa: PTH110 - name or path


def _install(packages: list[str]) -> None:
    names = " ".join(packages)
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        msg = f"The tests need these system packages: {names}. Install them and try again."
        raise StartError(msg)
    print(f"installing {names}", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends"]):
        extra = packages if arguments[0] == "install" else []
        command = [apt, *arguments, *extra]
        done = subprocess.run(  # noqa: S603 - a system tool with fixed arguments
            command, env=quiet, check=False, stdout=subprocess.DEVNULL
        )
        if done.returncode:
            msg = f"apt-get could not install {names}; the tests need them."
            raise StartError(msg)
