"""Files that callers sent, out of the store and never out of a folder."""

from __future__ import annotations

import os
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO

import anyio
from starlette.datastructures import MutableHeaders
from starlette.responses import FileResponse, Response
from starlette.types import Message, Receive, Scope, Send

from bot.desk import Desk
from bot.views import FileView
from handlers.console.file_names import saved_name
from handlers.console.forms import path_name
from handlers.console.gate import HEADERS, Visit
from handlers.console.media_types import FILMS, IMAGES, SOUNDS, harmless
from handlers.console.transcripts import check_may_read

# Whatever a file holds, it runs nothing, asks for nothing and stands on no other site's page.
FILE_HEADERS = {
    **HEADERS,
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


class FilePages:
    """The same files for those who read a case and for those who read a transcript."""

    def __init__(self, desk: Desk) -> None:
        """``desk`` opens files, each with a trace."""
        self._desk = desk

    async def of_case(self, visit: Visit) -> Response:
        """A file that came in the conversation of a case."""
        case = await self._desk.refreshed(visit.staff, path_name(visit.request, "number"))
        return await self._file(visit, case.conversation.id)

    async def of_transcript(self, visit: Visit) -> Response:
        """A file of a conversation that a manager reads."""
        check_may_read(visit)
        return await self._file(visit, path_name(visit.request, "id"))

    async def _file(self, visit: Visit, conversation_id: str) -> Response:
        file_id = path_name(visit.request, "file")
        return SealedFile(await self._desk.file(visit.staff, conversation_id, file_id), file_id)


class SealedFile(FileResponse):
    """Answers as for a file in a folder, ranges included, but the content stays in memory: on a
    disk it would lie open."""

    def __init__(self, file: FileView, tag: str) -> None:
        """``tag`` names the content, which never changes."""
        self._content = file.content
        media_type = harmless(file.mime)
        seen = media_type in (*IMAGES, *SOUNDS, *FILMS)
        super().__init__(
            tag,
            headers={"ETag": f'"{tag}"'},
            media_type=media_type,
            filename=saved_name(file.name, file.mime),
            stat_result=_regular_file(len(file.content)),
            content_disposition_type="inline" if seen else "attachment",
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; a range that cannot be given is refused with the same headers."""

        # The gate knows the headers of pages; those of files come last, whatever is answered.
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                headers.update(FILE_HEADERS)
            await send(message)

        # A server that reads paths by itself would find none.
        await super().__call__({**scope, "extensions": {}}, receive, guarded)

    @asynccontextmanager
    async def _open_file(self) -> AsyncIterator[anyio.AsyncFile[bytes]]:
        yield anyio.wrap_file(BytesIO(self._content))


def _regular_file(size: int) -> os.stat_result:
    return os.stat_result((stat.S_IFREG | stat.S_IRUSR, 0, 0, 0, 0, 0, size, 0, 0, 0))
