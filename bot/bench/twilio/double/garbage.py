"""Posts that Twilio never makes: unsigned, wrongly signed, broken."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bot.bench.twilio.double.account import Account, Sids
from bot.bench.twilio.double.posting import SIGNATURE

FORM = "application/x-www-form-urlencoded"
MANY_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Garbage:
    """One request; ``why`` it must not be taken."""

    why: str
    url: str
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)


def garbage(account: Account, url: str, fields: dict[str, str]) -> Iterator[Garbage]:
    """Everything that a webhook at ``url`` must refuse; ``fields`` are a form it would take if it
    were signed."""
    body, right = urlencode(fields).encode(), account.sign(url, fields)

    def signed(why: str, signature: str, content: bytes = body, mime: str = FORM) -> Garbage:
        return Garbage(why, url, content, {SIGNATURE: signature, "Content-Type": mime})

    yield Garbage("unsigned", url, body, {"Content-Type": FORM})
    yield signed("empty signature", "")
    yield signed("another account's signature", Account(Sids(0)).sign(url, fields))
    yield signed("another address", account.sign(f"{url}x", fields))
    yield signed("another scheme", account.sign(_other_scheme(url), fields))
    yield signed("a field added", right, body + b"&Body=more")
    yield signed("a field removed", right, urlencode(dict(list(fields.items())[1:])).encode())
    yield signed("a field changed", right, urlencode({**fields, "From": "+38344999999"}).encode())
    yield signed("no form", right, b"\xff\xfe\x00" * 99, "application/octet-stream")
    yield signed("JSON without its hash", right, json.dumps(fields).encode(), "application/json")
    yield signed("broken JSON", right, b'{"MessageSid":', "application/json")
    yield signed("no body", right, b"")
    yield signed("far too long", right, b"Body=" + b"x" * MANY_BYTES)


def _other_scheme(url: str) -> str:
    scheme, rest = url.split("://", 1)
    return f"{'http' if scheme == 'https' else 'https'}://{rest}"
