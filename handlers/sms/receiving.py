"""The webhook of SMS."""

from __future__ import annotations

from collections.abc import Collection

from fastapi import APIRouter

from handlers.sms.reading import CHANNEL, Reader
from handlers.twilio.receiving import Accept, Now, message_routes
from handlers.twilio.signing import Signatures

PATH = "/twilio/sms"


def routes(*, accept: Accept, signatures: Signatures, own: Collection[str], now: Now) -> APIRouter:
    """The one route. ``own`` are the numbers that we write from, on any channel."""
    read = Reader(frozenset(own)).read
    return message_routes(PATH, CHANNEL, read, accept=accept, signatures=signatures, now=now)
