"""The channel as outbox and spine see it: a call has no sender, its words are fetched by it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

from bot.messages import Address, Form, Media, Outbound, SendError, Sent, Trouble
from bot.telephony import VOICE

NO_CALL = "no_call"
SMALL, FORMATS = ".mp3", (".mp3", ".wav")
"""A recording is given as it was made, several times as large, unless its address says this."""

Fetch = Callable[[Media, int], Awaitable[bytes]]


class Voice:
    """Sends nothing; fetches recordings."""

    name = VOICE
    form: Form = "spoken"
    idempotent = True
    retract_within: timedelta | None = None
    files: Mapping[str, int] = MappingProxyType({})
    """No file goes out in a call."""

    discards = True
    """What was fetched can be deleted at the provider."""

    def __init__(self, fetch: Fetch) -> None:
        """``fetch`` gives the file behind a reference, of so many bytes at most; raises
        SendError."""
        self._fetch = fetch

    async def send(self, message: Outbound) -> Sent:
        """Raises SendError, always: what is said in a call, the call itself asks for."""
        del message
        raise SendError(Trouble.REFUSED, NO_CALL)

    async def fetch(self, media: Media, most: int) -> bytes:
        """The recording behind ``media.ref``, of ``most`` bytes at most. Raises SendError."""
        return await self._fetch(replace(media, ref=_small(media.ref)), most)

    async def thinking(self, address: Address) -> None:
        """Nothing: the call says so itself."""

    def estimate(self, message: Outbound) -> None:
        """Nothing is sent, and that is free."""


def _small(ref: str | None) -> str | None:
    return ref + SMALL if ref and not ref.endswith(FORMATS) else ref
