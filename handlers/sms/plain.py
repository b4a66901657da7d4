"""Text as an SMS takes it: nothing that cannot be seen, and nothing that costs by accident.

One sign outside of GSM-7 makes a segment hold 70 characters instead of 160. Letters are never
touched: a language that needs them pays for them.
"""

from __future__ import annotations

import re
import unicodedata

from smsutil import is_valid_gsm

TYPOGRAPHIC = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4\u0060", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\u2039\u203a", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2022\u00b7", "-")
    | {"\u2026": "...", "\u00d7": "x", "\u2192": "->", "\u2044": "/"}
)
BREAKS = re.compile("\r\n?|[\u2028\u2029\u0085\v\f]")
BLANKS = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Marks of direction, blanks without width, soft hyphens, controls, lone halves of a character.
UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    "\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]"
)
# Joiners are spelling between two letters (Persian) or hold a picture together.
JOINERS = re.compile("[\u200c\u200d]+")
IDLE_JOINERS = re.compile(
    r"(?:(?<=\s)|^)[\u200c\u200d]+|[\u200c\u200d]+(?=\s|$)|(?<=[\u200c\u200d])[\u200c\u200d]+"
)


def plain(text: str) -> str:
    """``text`` with signs of GSM-7 where they do; the same text where letters need UCS-2 anyway,
    but never with what cannot be seen."""
    whole = UNSEEN.sub("", BLANKS.sub(" ", BREAKS.sub("\n", text)))
    whole = unicodedata.normalize("NFC", whole)
    simple = JOINERS.sub("", whole).translate(TYPOGRAPHIC)
    return simple if is_valid_gsm(simple) else IDLE_JOINERS.sub("", whole)
