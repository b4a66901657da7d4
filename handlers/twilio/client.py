"""The client of Twilio's REST API, as every part of these doors uses it."""

from __future__ import annotations

from typing import Any

from requests import Session
from requests.adapters import HTTPAdapter
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

CALL_SECONDS = 10.0
"""How long Twilio may take to take a connection, and then to answer."""

AT_ONCE = 32
"""Calls that may be under way together: as many as the outbox has sends."""

TOO_MANY = 429
# The SDK would read these from the environment and change the address of every call.
_NO_REGION = {"TWILIO_REGION": "", "TWILIO_EDGE": ""}


class BusyError(Exception):
    """Twilio asks us to slow down; ``after`` are the seconds that it names, if it does."""

    def __init__(self, after: float | None) -> None:
        """``after`` in seconds."""
        super().__init__("busy")
        self.after = after


def make_client(
    account_sid: str,
    auth_token: str,
    *,
    api_key: str | None = None,
    api_secret: str | None = None,
    api_base: str | None = None,
    seconds: float = CALL_SECONDS,
) -> Client:
    """A client of the account, with the API key where there is one, else with the auth token.

    ``api_base`` is another server than Twilio's own, for every product that we use. Nothing is
    repeated here: the outbox does that, and knows when it must not.
    """
    client = Client(
        api_key or account_sid,
        api_secret if api_key else auth_token,
        account_sid,
        http_client=_Http(seconds),
        environment=_NO_REGION,
    )
    if api_base:
        client.api.base_url = client.content.base_url = api_base.rstrip("/")
    return client


class _Http(TwilioHttpClient):
    def __init__(self, seconds: float) -> None:
        super().__init__(timeout=seconds)
        self.session = Session()
        for scheme in ("https://", "http://"):
            self.session.mount(scheme, HTTPAdapter(pool_maxsize=AT_ONCE, max_retries=0))

    def request(self, *args: Any, **options: Any) -> Response:
        """The same. Raises BusyError, since the SDK's own error has no headers."""
        response = super().request(*args, **options)
        # The SDK keeps them for its own tests; they hold a number and a text.
        self._test_only_last_request = self._test_only_last_response = None
        if response.status_code == TOO_MANY:
            raise BusyError(_seconds((response.headers or {}).get("Retry-After")))
        return response

    def log_request(self, kwargs: object) -> None:
        """Nothing."""

    def log_response(self, status_code: int, response: object) -> None:
        """Nothing."""


def _seconds(header: str | None) -> float | None:
    return float(header) if header and header.isdecimal() else None
