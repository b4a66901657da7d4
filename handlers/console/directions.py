"""Numbers inside right-to-left words keep their own direction on a page.

Without this "+383 44 123 456" in an Arabic message is shown with its groups turned around, and
whoever dials what they see dials a wrong number (Unicode Standard Annex 9).
"""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup, escape

TURNED = frozenset({"R", "AL"})
# One sign or blank between groups of digits; a full stop and a blank end a sentence.
BETWEEN = r"(?:[.,:/\u2013-]|[ \u00a0]|[ \u00a0]?\(|\)[ \u00a0-]?)"
GROUPS = re.compile(rf"[+(]?\d(?:{BETWEEN}?\d)*")


def isolated(text: str) -> Markup:
    """``text``, escaped, with each number in it set apart where it has right-to-left letters."""
    if not any(unicodedata.bidirectional(char) in TURNED for char in text):
        return escape(text)
    pieces, at = [], 0
    for found in GROUPS.finditer(text):
        pieces += [escape(text[at : found.start()]), _apart(found.group())]
        at = found.end()
    return Markup("").join([*pieces, escape(text[at:])])


def _apart(number: str) -> Markup:
    return Markup('<bdi dir="ltr">{}</bdi>').format(number)
