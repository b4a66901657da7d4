"""Files that others read while they are being replaced."""

import os
import tempfile
from pathlib import Path


def replace_text(path: Path, text: str) -> None:
    """Put `text` at `path` in one step, for its owner alone; raises OSError.

    Whoever reads sees the old file or the new one, and a crash leaves one of the two. The folder
    must be there.
    """
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    temporary = Path(made)  # of mode 0600, as mkstemp makes it
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
