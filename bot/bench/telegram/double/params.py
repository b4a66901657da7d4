"""The parameters of a call, however they came: JSON, form, multipart or in the address."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.bench.telegram.double.refusals import bad_request

TRUE = ("true", "1", "yes")
ATTACHED = "attach://"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    content: bytes = field(repr=False)


class Params:
    """Typed reading of what a caller gave; each method raises RefusedError (400) on nonsense."""

    def __init__(
        self, given: Mapping[str, Any], uploads: Mapping[str, Upload] | None = None
    ) -> None:
        """``given`` holds texts, or any JSON where the body was JSON; ``uploads`` are the files
        of a form by the name of their field."""
        self.given = dict(given)
        self.uploads = dict(uploads or {})

    def upload(self, name: str) -> Upload:
        """The file that a field names, as attach://FIELD or by being one."""
        value = self.text(name)
        found = self.uploads.get(value.removeprefix(ATTACHED))
        if not value.startswith(ATTACHED) or found is None:
            raise bad_request(f"there is no {name} in the request")
        if not found.content:
            raise bad_request("file must be non-empty")
        return found

    def text(self, name: str, default: str = "") -> str:
        """A text, or ``default``."""
        value = self.given.get(name, default)
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def number(self, name: str, default: int | None = None) -> int | None:
        """A whole number, or ``default``."""
        value = self.given.get(name)
        if value in (None, ""):
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad_request(f"field {name!r} must be of type Number") from None

    def within(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number brought into its limits, as Telegram does without a word."""
        value = self.number(name, default)
        return min(max(default if value is None else value, least), most)

    def flag(self, name: str) -> bool:
        """True or False; absent is False."""
        return str(self.given.get(name, "")).lower() in TRUE

    def structure(self, name: str) -> Any:
        """An object or a list, which travels as JSON inside a form; None where absent."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def listed(self, name: str) -> list[Any]:
        """A list; absent is empty."""
        value = self.structure(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise bad_request(f"{name} must be of type Array")
        return value


async def read_params(request: web.Request) -> Params:
    """Everything that a request says; what stands in the body counts over the address."""
    given: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        given |= await _json(request)
    else:
        fields = await request.post()
        files = {k: v for k, v in fields.items() if isinstance(v, web.FileField)}
        given |= {k: ATTACHED + k if k in files else str(v) for k, v in fields.items()}
        uploads = {k: Upload(v.filename, v.file.read()) for k, v in files.items()}
    return Params(given, uploads)


async def _json(request: web.Request) -> dict[str, Any]:
    raw = await request.read()
    try:
        content = json.loads(raw) if raw else {}
    except ValueError:
        raise bad_request("can't parse request body as JSON object") from None
    if not isinstance(content, dict):
        raise bad_request("the request body must be a JSON object")
    return content
