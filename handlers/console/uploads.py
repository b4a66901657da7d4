"""A form that brings files: read as it streams in, kept in memory, never laid down on a disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from bot.enclosing import GivenFile, too_big
from bot.errors import BadInputError
from handlers.console.file_names import shown_name
from handlers.console.forms import MAX_BYTES, MAX_FIELDS, decoded, read_form

MULTIPART = "multipart/form-data"
PATIENCE = 3
"""A browser reads no answer before it has sent everything: so many times the limit is read, and
thrown away, to tell a colleague what is wrong. Beyond that the connection ends."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A form. ``cut_off``: it was longer than it may be, and ``files`` lack the one too many."""

    fields: Mapping[str, str] = field(repr=False)
    files: tuple[GivenFile, ...] = ()
    cut_off: bool = False


def most_read(most_file: int) -> int:
    """How many bytes of a form are read at most where a file may have ``most_file``."""
    return PATIENCE * (most_file + MAX_BYTES)


async def read_posted(request: Request, most_file: int | None) -> Posted:
    """A form with files of ``most_file`` bytes together, or without files where that is None.

    Raises BadInputError for what is no form.
    """
    kind = request.headers.get("content-type", "")
    if most_file is None or not kind.startswith(MULTIPART):
        return Posted(await read_form(request))
    form = _Form(kind)
    size, most = 0, most_file + MAX_BYTES
    async for chunk in request.stream():
        size += len(chunk)
        if size <= most:
            form.read(chunk)
    return Posted(form.fields, tuple(form.files), cut_off=size > most)


def only_file(files: tuple[GivenFile, ...], *, cut_off: bool, most_file: int) -> GivenFile | None:
    """The one file of a form, if it has any; raises BadInputError for more, or too much."""
    if cut_off:
        raise BadInputError(too_big(most_file))
    if len(files) > 1:
        msg = "One file can be sent at a time. Nothing was sent."
        raise BadInputError(msg)
    return files[0] if files else None


class _Form:
    """The parts of a form that are complete. What people send lies sealed on our disks, so
    nothing of it may lie open beside that: all of it stays in memory."""

    def __init__(self, content_type: str) -> None:
        """Raises BadInputError where the header names no boundary."""
        self.fields: dict[str, str] = {}
        self.files: list[GivenFile] = []
        self._parts = 0
        self._header = (bytearray(), bytearray())
        self._about: dict[bytes, bytes] = {}
        self._content = bytearray()
        boundary = parse_options_header(content_type)[1].get(b"boundary")
        if not boundary:
            raise BadInputError
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": lambda data, start, end: self._name(data[start:end]),
                "on_header_value": lambda data, start, end: self._value(data[start:end]),
                "on_header_end": self._end_header,
                "on_part_data": lambda data, start, end: self._data(data[start:end]),
                "on_part_end": self._end,
            },
        )

    def read(self, chunk: bytes) -> None:
        """The next piece of the form; raises BadInputError for what is none."""
        try:
            self._parser.write(chunk)
        except FormParserError:
            raise BadInputError from None

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > MAX_FIELDS:
            raise BadInputError
        self._about, self._content = {}, bytearray()

    def _name(self, data: bytes) -> None:
        self._header[0].extend(data)

    def _value(self, data: bytes) -> None:
        self._header[1].extend(data)

    def _end_header(self) -> None:
        name, value = map(bytes, self._header)
        self._header = (bytearray(), bytearray())
        if name.lower() == b"content-disposition":
            self._about = parse_options_header(value)[1]

    def _data(self, data: bytes) -> None:
        self._content.extend(data)
        if b"filename" not in self._about and len(self._content) > MAX_BYTES:
            raise BadInputError

    def _end(self) -> None:
        name, file_name = (
            self._about.get(key, b"").decode("utf-8", "replace") for key in (b"name", b"filename")
        )
        if b"filename" not in self._about:
            self.fields[name] = decoded(self._content.decode("utf-8", "replace"))
        elif file_name:  # a field in which nothing was chosen has no name
            self.files.append(GivenFile(shown_name(file_name), bytes(self._content)))
