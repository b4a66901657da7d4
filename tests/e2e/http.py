"""Speaking to a running infoline, and waiting for what must become true."""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from tenacity import (
    Retrying,
    retry_if_exception_type,
    retry_if_result,
    stop_after_delay,
    wait_fixed,
)

T = TypeVar("T")


def free_port() -> int:
    """A loopback port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(ask: Callable[[], T | None], seconds: float = 60) -> T:
    """What ``ask`` returns as soon as it is something; an error of the wire is nothing yet."""
    waiting = Retrying(
        retry=retry_if_result(lambda found: not found)
        | retry_if_exception_type((OSError, urllib.error.URLError)),
        stop=stop_after_delay(seconds),
        wait=wait_fixed(0.1),
    )
    found = waiting(ask)
    assert found
    return found


def get(url: str, **query: object) -> Any:
    """The JSON behind ``url``, also of an answer that is an error."""
    address = f"{url}?{urllib.parse.urlencode(query)}" if query else url
    try:
        with urllib.request.urlopen(address, timeout=40) as answer:  # noqa: S310 - loopback
            return json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return json.loads(error.read())


def post(url: str, body: object) -> tuple[int, Any]:
    """Status and JSON of the answer to ``body``."""
    request = urllib.request.Request(  # noqa: S310 - loopback
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=40) as answer:  # noqa: S310 - loopback
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


@dataclass
class Caller:
    """A person at the web chat, who tries again when the line breaks."""

    base: str
    session: str
    sent: int = 0
    seen: int = 0

    def write(self, text: str | None = None, choice: str | None = None) -> None:
        """Send one message until it is stored; the same id each time."""
        body = self._next(text, choice)
        until(lambda: post(f"{self.base}/webchat/messages", body)[0] == 202)

    def write_once(self, text: str) -> None:
        """Send one message without trying again; raises OSError when the line breaks."""
        post(f"{self.base}/webchat/messages", self._next(text, None))

    def _next(self, text: str | None, choice: str | None) -> dict[str, str]:
        self.sent += 1
        body = {"session": self.session, "id": str(self.sent)}
        return body | ({"text": text} if text is not None else {"choice": choice or ""})

    def messages(self, after: int = 0) -> list[dict[str, Any]]:
        """What was said to this person after a line."""
        found = get(f"{self.base}/webchat/messages", session=self.session, after=after)
        return list(found["messages"])

    def hear(self, seconds: float = 60) -> list[dict[str, Any]]:
        """What is new, once there is something."""
        new = until(lambda: self.messages(self.seen), seconds)
        self.seen = new[-1]["n"]
        return new

    def hear_until(self, condition: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first message that fulfils ``condition``, among all that were ever said."""
        return until(lambda: next((m for m in self.messages() if condition(m)), None))
