"""The web chat page: one page, one style sheet, one script, and its words in every language."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import yaml
from babel import Locale
from fastapi import APIRouter, Header
from fastapi.responses import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.errors import NotFoundError
from handlers.webchat.shapes import MAX_TEXT

HERE = Path(__file__).parent
MEDIA_TYPES = {
    "chat.css": "text/css; charset=utf-8",
    "chat.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
GUARDS = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}
ASK_FIRST = "no-cache"
KEEP = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Body:
    """What is served, and a name that changes with every byte of it."""

    content: bytes
    media_type: str
    tag: str


def routes(name: str, languages: tuple[str, ...]) -> APIRouter:
    """The page ``/webchat`` and its files, made once. ``name`` is the title that people see,
    ``languages`` are the codes that they may pick, in order."""
    files = {
        file: _body((HERE / "static" / file).read_bytes(), media_type)
        for file, media_type in MEDIA_TYPES.items()
    }
    page = _render(name, languages, {file: body.tag for file, body in files.items()})
    router = APIRouter(prefix="/webchat", include_in_schema=False)

    @router.get("")
    async def get_page(if_none_match: Annotated[str | None, Header()] = None) -> Response:
        return _answer(page, ASK_FIRST, if_none_match)

    @router.get("/static/{file}")
    async def get_file(
        file: str, v: str = "", if_none_match: Annotated[str | None, Header()] = None
    ) -> Response:
        if file not in files:
            raise NotFoundError
        # An address with another version's tag must not be remembered with this content.
        keep = KEEP if v == files[file].tag else ASK_FIRST
        return _answer(files[file], keep, if_none_match)

    return router


def read_words() -> dict[str, dict[str, str]]:
    """The page's words by language code and key; ``name`` is what speakers call the language."""
    content: dict[str, Any] = yaml.safe_load((HERE / "words.yaml").read_text(encoding="utf-8"))
    return dict(content["words"])


def _body(content: bytes, media_type: str) -> Body:
    return Body(content, media_type, hashlib.sha256(content).hexdigest()[:16])


def _answer(body: Body, keep: str, known: str | None) -> Response:
    etag = f'"{body.tag}"'
    headers = GUARDS | {"Cache-Control": keep, "ETag": etag}
    if known is not None and etag in known:
        return Response(status_code=304, headers=headers)
    return Response(body.content, media_type=body.media_type, headers=headers)


def _render(name: str, languages: tuple[str, ...], tags: dict[str, str]) -> Body:
    words = read_words()
    tongues = {
        code: {"dir": Locale.parse(code).text_direction, "words": words[code]}
        for code in languages
    }
    sandbox = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    html = sandbox.get_template("page.html").render(
        name=name,
        tongues=tongues,
        tags=tags,
        words=_island({"languages": tongues, "longest": MAX_TEXT}),
    )
    return _body(html.encode(), "text/html; charset=utf-8")


def _island(value: object) -> str:
    """JSON that no HTML parser can mistake for the end of the script element."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
