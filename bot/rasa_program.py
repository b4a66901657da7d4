"""Programs of the model's own environment: what they are started with, and a run to its end."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence

from bot.config import ROOT
from bot.supervisor import Tell

VARIABLES = {
    "PYTHONPATH": str(ROOT),
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}


def run(command: Sequence[str], tell: Tell) -> int:
    """Run ``command`` to its end, telling each line that it prints; return its exit status."""
    with subprocess.Popen(  # noqa: S603 - our own program with our own arguments
        command,
        cwd=ROOT,
        env={**os.environ, **VARIABLES},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        for line in process.stdout or ():
            tell(line.rstrip())
    return process.returncode
