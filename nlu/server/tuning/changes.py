"""What tuning learnt, as a small file: half-precision numbers by the name of their tensor."""

from pathlib import Path
from typing import Any

import numpy as np


def write_changes(path: Path, learnt: dict[str, np.ndarray]) -> None:
    """Write `learnt` (see EncoderFile.tune) to `path`."""
    halves: dict[str, Any] = {name: value.astype(np.float16) for name, value in learnt.items()}
    np.savez_compressed(path, **halves)


def read_changes(path: Path) -> dict[str, np.ndarray]:
    """Return what `write_changes` wrote."""
    with np.load(path, allow_pickle=False) as archive:
        return {name: archive[name].astype(np.float32) for name in archive.files}
