"""Files as WhatsApp takes them from Twilio: which types, how large, and with words or without."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

MILLION = 1_000_000
IMAGES = ("image/jpeg", "image/png")
FILMS = ("video/mp4",)
OTHERS = ("audio/ogg", "audio/mpeg", "audio/aac", "audio/amr", "application/pdf")
# A WEBP is a sticker there, and a GIF nothing at all.
FILES: Mapping[str, int] = MappingProxyType(
    dict.fromkeys(IMAGES, 5 * MILLION) | dict.fromkeys((*FILMS, *OTHERS), 16 * MILLION)
)
CAPTIONED = frozenset({*IMAGES, *FILMS})
"""What may have words below it. Others lose them on the way, so words go apart."""

MOST_CAPTION = 1024
"""In UTF-16 units."""
