"""Numbers, addresses and Latin words inside right-to-left text keep their own direction.

Without this a phone number with blanks, a case number or an hour is shown with its parts in the
wrong order (Unicode Standard Annex 9). For doors with a screen; standard library only.
"""

from __future__ import annotations

import re
import unicodedata

RIGHT_TO_LEFT = frozenset({"ar", "fa", "ps", "ur"})
ISOLATE, END_ISOLATE, RTL_MARK = "\u2066", "\u2069", "\u200f"
# Marks that turn direction around until they are ended; what a person pastes must not reach
# beyond its own place. Lone halves of a character cannot be sent at all.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\ud800-\udfff\x00]")
DIRECTIONS = {"L": "L", "EN": "L", "AN": "L", "R": "R", "AL": "R"}
SIGNS = {
    **dict.fromkeys(".,:=&?_~'’*;$€|\\", "J"),
    **dict.fromkeys("-‐‑–—", "D"),
    **dict.fromkeys("+#@/%٪", "P"),
    **dict.fromkeys("([", "O"),
    **dict.fromkeys(")]", "K"),
    **dict.fromkeys(" \u00a0\u202f", "B"),
}
# A run, written over one letter a character: L has the direction of Latin letters or digits,
# J, D (dash) and P join without a blank, O and K are brackets, B is a blank, R right-to-left.
# A dash may stand between blanks. After a full stop and a blank another sentence begins.
RUN = re.compile(r"[PO]{0,2}L+(?:(?:[JDPOK]{1,3}|BDB|K?B[PO]{0,2})L+)*[PK]?")


def plain(text: str) -> str:
    """``text`` without marks that turn direction, and without what cannot be sent."""
    return TURNING.sub("", text)


def isolated(text: str) -> str:
    """Right-to-left ``text`` with its left-to-right runs wrapped, line by line."""
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    kinds = _kinds(line)
    if "L" not in kinds:
        return line
    if "R" not in kinds:
        # Nothing here is written from right to left: one run, its full stop included.
        body = line.strip()
        return line.replace(body, f"{RTL_MARK}{ISOLATE}{body}{END_ISOLATE}", 1)
    pieces, at = [], 0
    for found in RUN.finditer(kinds):
        start, end = _balanced(kinds, *found.span())
        pieces += [line[at:start], ISOLATE, line[start:end], END_ISOLATE]
        at = end
    mark = RTL_MARK if kinds.index("L") < kinds.index("R") else ""
    return mark + "".join(pieces) + line[at:]


def _balanced(kinds: str, start: int, end: int) -> tuple[int, int]:
    """A bracket whose partner is outside of the run stays outside too."""
    opened, closed = kinds.count("O", start, end), kinds.count("K", start, end)
    if opened > closed:
        start += kinds[start:end].startswith("O")
    elif closed > opened:
        end -= kinds[start:end].endswith("K")
    return start, end


def _kinds(line: str) -> str:
    found: list[str] = []
    for char in line:
        direction = unicodedata.bidirectional(char)
        if direction == "NSM" and found:
            found.append(found[-1])
        else:
            found.append(DIRECTIONS.get(direction) or SIGNS.get(char, "N"))
    return "".join(found)
