"""Whether Twilio sent a request: its signature over our address and everything that was said."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qs, urlparse

from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import (
    HMAC_SHA1,
    HMAC_SHA256,
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)

__all__ = ["SIGNATURE_HEADER", "SIGNATURE_SETTINGS_HEADER", "Parameters", "Signatures"]

Parameters = ImmutableMultiDict[str, str]
"""What a form says, in order and with everything that stands there twice."""

LENGTHS = {HMAC_SHA1: 28, HMAC_SHA256: 44}
"""How long a signature is, in base64."""

BODY_HASH = "bodySHA256"


class Signatures:
    """Checks signatures with Twilio's own library. Without an address of ours or without a token
    nothing is Twilio's."""

    def __init__(self, public_url: str | None, tokens: Iterable[str | None]) -> None:
        """``public_url`` is the address that Twilio was given, up to the path: what a request
        itself says of its host is never believed. ``tokens`` are all that may sign: the
        account's, and the next one while it is being changed."""
        self._base = urlparse(public_url.rstrip("/")).geturl() if public_url else None
        self._validators = [RequestValidator(token) for token in tokens if token]

    def possible(self, signature: str, settings: str) -> bool:
        """Whether ``signature`` could be one at all, before anything else is read. ``settings``
        is the header that names how it was made; without it, in Twilio's first way."""
        length = LENGTHS.get(get_signature_algorithm(settings).upper())
        known = self._base is not None and self._validators
        return bool(known and len(signature) == length and signature.isascii())

    def valid(self, target: str, said: Parameters | str, signature: str, settings: str) -> bool:
        """Whether one of the tokens signed this request.

        ``target`` is its path with its query, as they were sent. ``said`` is a form, or any other
        body whole, whose hash must then stand in the query.
        """
        return self._fits(f"{self._base}{target}", said, signature, settings)

    def valid_socket(self, target: str, signature: str, settings: str) -> bool:
        """Whether one of the tokens signed the handshake of a WebSocket: its address alone."""
        base = "ws" + (self._base or "").removeprefix("http")
        return self._fits(f"{base}{target}", Parameters(), signature, settings)

    def _fits(self, url: str, said: Parameters | str, signature: str, settings: str) -> bool:
        if not self.possible(signature, settings):
            return False
        parsed = urlparse(url)
        if isinstance(said, str) and BODY_HASH not in parse_qs(parsed.query):
            return False
        # The library reads an address before it signs it: what it would leave out is not signed.
        if parsed.geturl() != url:
            return False
        algorithm = get_signature_algorithm(settings)
        # All of them, so that the time tells nothing of which one it was.
        found = [v.validate(url, said, signature, algorithm) for v in self._validators]
        return any(found)
