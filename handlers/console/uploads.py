"""A form that brings files: read as it streams in, kept in memory, never laid down on a disk."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
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
    body = _Body(request, most_file + MAX_BYTES)
    parser = MultiPartParser(
        request.headers,
        body.stream(),
        max_fields=MAX_FIELDS,
        max_files=MAX_FIELDS,
        max_part_size=MAX_BYTES,
    )
    # What people send lies sealed on our disks, so nothing of it may lie open beside that.
    parser.spool_max_size = body.most
    try:
        form = await parser.parse()
    except MultiPartException:
        raise BadInputError from None
    return await _posted(form, cut_off=body.cut_off)


def only_file(files: tuple[GivenFile, ...], *, cut_off: bool, most_file: int) -> GivenFile | None:
    """The one file of a form, if it has any; raises BadInputError for more, or too much."""
    if cut_off:
        raise BadInputError(too_big(most_file))
    if len(files) > 1:
        msg = "One file can be sent at a time. Nothing was sent."
        raise BadInputError(msg)
    return files[0] if files else None


class _Body:
    """The body of a request up to a limit; what comes after it is read and dropped."""

    def __init__(self, request: Request, most: int) -> None:
        self.most = most
        self.cut_off = False
        self._request = request

    async def stream(self) -> AsyncGenerator[bytes, None]:
        size = 0
        async for chunk in self._request.stream():
            size += len(chunk)
            self.cut_off = size > self.most
            if not self.cut_off:
                yield chunk


async def _posted(form: FormData, *, cut_off: bool) -> Posted:
    fields: dict[str, str] = {}
    files: list[GivenFile] = []
    for name, value in form.multi_items():
        if not isinstance(value, UploadFile):
            fields[name] = decoded(value)
        elif value.filename:  # a field in which nothing was chosen has no name
            files.append(GivenFile(shown_name(value.filename), await value.read()))
    return Posted(fields, tuple(files), cut_off)
