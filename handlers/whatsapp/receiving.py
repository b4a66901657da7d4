"""The webhook of WhatsApp."""

from __future__ import annotations

from collections.abc import Collection

from fastapi import APIRouter

from handlers.twilio.receiving import Accept, Now, message_routes
from handlers.twilio.signing import Signatures
from handlers.whatsapp.reading import CHANNEL, SCHEME, Reader

PATH = "/twilio/whatsapp"


def routes(*, accept: Accept, signatures: Signatures, own: Collection[str], now: Now) -> APIRouter:
    """The one route. ``own`` are the numbers that we write from, on any channel."""
    return message_routes(
        PATH,
        CHANNEL,
        Reader(frozenset(own)).read,
        accept=accept,
        signatures=signatures,
        now=now,
        scheme=SCHEME,
    )
