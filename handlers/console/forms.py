"""Forms as they arrive: small, decoded, without control characters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.errors import BadInputError, NotFoundError

MAX_BYTES = 64 * 1024
MAX_FIELDS = 30
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
NAME = re.compile(r"[A-Za-z0-9-]{1,40}")
NUMBER = re.compile(r"[0-9]{1,9}")


async def read_form(request: Request) -> Mapping[str, str]:
    """The fields of a posted form; raises BadInputError where there are too many or too much."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            msg = "This form is too long. Nothing was stored."
            raise BadInputError(msg)
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MAX_FIELDS
        )
    except ValueError:
        raise BadInputError from None
    return {name: decoded(value) for name, value in pairs}


def decoded(value: str) -> str:
    """What was typed into a field, with plain ends of lines and without control characters."""
    return CONTROL.sub("", value.replace("\r\n", "\n"))


def field(form: Mapping[str, str], name: str) -> str:
    """One line of a form without outer blanks; "" if it is missing."""
    return " ".join(form.get(name, "").split())


def path_name(request: Request, name: str) -> str:
    """A case number or an id out of the path; raises NotFoundError for what cannot be one."""
    value = str(request.path_params[name])
    if not NAME.fullmatch(value):
        raise NotFoundError
    return value


def path_number(request: Request, name: str) -> int:
    """The number of a line out of the path; raises NotFoundError for what cannot be one."""
    value = path_name(request, name)
    if not NUMBER.fullmatch(value):
        raise NotFoundError
    return int(value)
