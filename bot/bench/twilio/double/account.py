"""The account: what may call Twilio, and with what Twilio signs what it sends."""

from __future__ import annotations

import base64
import binascii
import random

from twilio.request_validator import RequestValidator


class Sids:
    """Twilio's names for things: two letters and 32 hexadecimal digits, the same for one seed."""

    def __init__(self, seed: int) -> None:
        """No name comes twice."""
        self._random = random.Random(seed)  # noqa: S311 - repeatable, nothing secret

    def new(self, kind: str) -> str:
        """One that was never given; ``kind`` are its two letters."""
        return f"{kind}{self.digits()}"

    def digits(self) -> str:
        """32 of them."""
        return f"{self._random.getrandbits(128):032x}"


class Account:
    """One account with its tokens and keys.

    While the auth token is changed there are two: both may call, the primary one signs. A key
    calls and never signs.
    """

    def __init__(self, sids: Sids) -> None:
        """With a primary token and no other."""
        self._sids = sids
        self.sid = sids.new("AC")
        self.token = sids.digits()
        self.next_token: str | None = None
        self.keys: dict[str, str] = {}

    def prepare_token(self) -> str:
        """Make a secondary token; it may call already."""
        self.next_token = self._sids.digits()
        return self.next_token

    def promote_token(self) -> None:
        """The secondary token is the primary one from now on, and the old one is gone."""
        if self.next_token is None:
            msg = "there is no secondary token"
            raise LookupError(msg)
        self.token, self.next_token = self.next_token, None

    def add_key(self) -> tuple[str, str]:
        """An API key and its secret."""
        sid, secret = self._sids.new("SK"), self._sids.digits()
        self.keys[sid] = secret
        return sid, secret

    def lets_in(self, authorization: str) -> bool:
        """Whether a header of basic authentication is right."""
        scheme, _, encoded = authorization.partition(" ")
        try:
            user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return False
        tokens = {self.token, self.next_token} - {None}
        right = user == self.sid and password in tokens
        return scheme == "Basic" and (right or (user, password) in self.keys.items())

    def sign(self, url: str, fields: dict[str, str]) -> str:
        """The signature of a form that is posted to ``url``."""
        return str(RequestValidator(self.token).compute_signature(url, fields))
