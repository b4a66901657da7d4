"""Opening the data folder and the database: closed to others, and clear about what is wrong."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from bot.errors import InfolineError, StartError

OWNER_ONLY_FOLDER = 0o700
OWNER_ONLY_FILE = 0o600


def make_private_folder(folder: Path) -> None:
    """Make the data folder for its owner alone; one that exists keeps its mode.

    Raises StartError where that is not possible.
    """
    try:
        folder.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        msg = f"{folder} cannot be used: {error.strerror}."
        raise StartError(msg) from None


def make_private_file(url: URL) -> None:
    """Make SQLite's file for its owner alone; SQLite gives its other files the same mode."""
    if url.get_backend_name() == "sqlite" and url.database:
        handle = os.open(url.database, os.O_RDWR | os.O_CREAT, OWNER_ONLY_FILE)
        os.fchmod(handle, OWNER_ONLY_FILE)
        os.close(handle)


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Turn whatever fails in the block into one line that names ``where`` to look.

    The failure's own words are left out: they may repeat an address with its password.
    """
    try:
        yield
    except InfolineError:
        raise
    except Exception as error:  # noqa: BLE001 - drivers fail in ways of their own
        msg = f"The database cannot be used ({_kind(error)}); see {where}."
        raise StartError(msg) from None


def _kind(error: Exception) -> str:
    """What kind of failure it was: a driver's own words hold no address, others may."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror
    if type(cause).__module__ == "sqlite3":
        return str(cause)
    return type(cause).__name__
