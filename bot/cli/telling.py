"""What commands say beside their result."""

from __future__ import annotations

import sys


def tell(line: str) -> None:
    """Say something to the person at the terminal; standard output is for results alone."""
    print(f"infoline: {line}", file=sys.stderr, flush=True)
