"""Narrows Rasa's HTTP interface to what the service needs: parse and status."""

# Rasa's web framework, not installed where types are checked.
from sanic import HTTPResponse, Request, Sanic, json  # type: ignore[import-not-found]

_PARSE = "/model/parse"
_OPEN = frozenset({("POST", _PARSE), ("GET", "/status"), ("GET", "/version"), ("GET", "/")})

# Rasa takes a leading slash for a command that sets the intent, and quotes the text in its log.
# A sign of the same length keeps the places of entities.
_HARMLESS_SLASH = "\u2044"


def guard(app: Sanic) -> None:
    """Refuse everything but parsing and status, and make each text safe for Rasa."""
    app.register_middleware(_check, "request")


async def _check(request: Request) -> HTTPResponse | None:
    if (request.method, request.path) not in _OPEN:
        return json({"reason": "NotServed"}, status=404)
    return _check_text(request) if request.path == _PARSE else None


def _check_text(request: Request) -> HTTPResponse | None:
    body = request.json
    text = body.get("text") if isinstance(body, dict) else None
    if not isinstance(text, str) or not text.strip():
        return json({"reason": "NoText"}, status=400)
    start = len(text) - len(text.lstrip())
    if text[start] == "/":
        body["text"] = text[:start] + _HARMLESS_SLASH + text[start + 1 :]
    return None
