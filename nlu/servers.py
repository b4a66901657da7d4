"""Whom to ask for the intent model: servers named once, or by a file that may be replaced."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from nlu.circuit import Circuit

NewCircuit = Callable[[], Circuit]
# A file was written anew when one of these changed: device, inode, size, time of its content.
_Signature = tuple[int, int, int, int]


@dataclass(slots=True)
class Server:
    """One model server: its root URL, its token, how it behaved, and its model's file name.

    `told` is what is said of its model beforehand, `model` what is known now.
    """

    url: str
    token: str = field(repr=False)
    circuit: Circuit = field(repr=False)
    told: str | None = None
    model: str | None = field(init=False)

    def __post_init__(self) -> None:
        """Believe what is told until the server says otherwise."""
        self.model = self.told

    def failed(self) -> None:
        """Leave it alone for a while; whoever answers there next may have another model."""
        self.circuit.failed()
        self.model = self.told


class Servers(Protocol):
    """Who may be asked now."""

    def known(self) -> tuple[Server, ...]:
        """Return the servers, none when nobody serves yet."""
        ...

    def coming(self) -> str | None:
        """Return the file name of a model that is about to replace the present one."""
        ...


class FixedServer:
    """One server that somebody else runs; which model it has is asked of it."""

    def __init__(self, url: str, token: str, new_circuit: NewCircuit) -> None:
        """`url` is the server's root."""
        self._server = Server(url.rstrip("/"), token, new_circuit())

    def known(self) -> tuple[Server, ...]:
        """Return that server."""
        return (self._server,)

    def coming(self) -> None:
        """Return None: whoever runs it does not say."""


class FollowedServers:
    """The servers that a file names; it is read again when it was replaced."""

    def __init__(self, path: Path, new_circuit: NewCircuit) -> None:
        """`path` need not exist yet. It holds what `write_serving` of bot/serving makes."""
        self._path = path
        self._new_circuit = new_circuit
        self._seen: _Signature | None = None
        self._servers: tuple[Server, ...] = ()
        self._coming: str | None = None

    def known(self) -> tuple[Server, ...]:
        """Return the servers that the file names now; costs one look at the file's state."""
        self._follow()
        return self._servers

    def coming(self) -> str | None:
        """Return the model that the file announces."""
        self._follow()
        return self._coming

    def _follow(self) -> None:
        seen = _signature(self._path)
        if seen == self._seen:
            return
        content = _read(self._path) if seen else {}
        self._servers = tuple(self._server(url, content) for url in content.get("urls", ()))
        self._coming = content.get("coming")
        self._seen = seen

    def _server(self, url: str, content: dict[str, Any]) -> Server:
        # A server that goes on keeps what is known of it: a failure is not forgotten.
        token, model = content["token"], content["model"]
        for kept in self._servers:
            if (kept.url, kept.token, kept.told) == (url, token, model):
                return kept
        return Server(url, token, self._new_circuit(), model)


def _signature(path: Path) -> _Signature | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _read(path: Path) -> dict[str, Any]:
    # Replaced in one step by its writer, so that half a file is never seen; gone means nobody.
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
