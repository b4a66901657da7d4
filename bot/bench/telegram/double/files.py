"""Files that people sent, under the handles that the bot is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.bench.telegram.double.refusals import bad_request

MOST_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class File:
    """A file. ``size`` is what Telegram says of it, which may be more than ``content`` has."""

    id: str
    unique_id: str
    path: str
    size: int
    content: bytes

    def to_json(self) -> dict[str, Any]:
        """What every kind of file says of itself inside a message."""
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": self.size}


class Files:
    """All files of all chats."""

    def __init__(self) -> None:
        """Empty."""
        self._by_id: dict[str, File] = {}
        self._by_path: dict[str, File] = {}

    def add(self, folder: str, suffix: str, content: bytes, size: int | None = None) -> File:
        """Keep a file; ``size`` stands in for the length of a content that is not there."""
        number = len(self._by_id)
        name = f"{folder}/file_{number}.{suffix}"
        file = File(
            id=f"AgACAgQAAxkBAAI{number:06d}",
            unique_id=f"AQADu{number:06d}",
            path=name,
            size=len(content) if size is None else size,
            content=content,
        )
        self._by_id[file.id] = self._by_path[name] = file
        return file

    def of(self, file_id: str) -> File:
        """By its handle; raises RefusedError (400) as getFile does."""
        file = self._by_id.get(file_id)
        if file is None:
            raise bad_request("invalid file_id")
        if file.size > MOST_BYTES:
            raise bad_request("file is too big")
        return file

    def at(self, path: str) -> bytes | None:
        """The content behind a path that getFile told, None where there is none."""
        file = self._by_path.get(path)
        return file.content if file else None
