"""Running a command as a person does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bot.config import ROOT


def run(command: str, *words: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command line; the caller looks at status and output."""
    return subprocess.run(
        [sys.executable, "-m", "bot", command, *map(str, words)],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
