"""The words that Twilio itself obeys in SMS to long codes, and answers in its own name."""

from __future__ import annotations

STOP = frozenset(["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"])
START = frozenset(["START", "UNSTOP", "YES"])
HELP = frozenset(["HELP", "INFO"])
# In the double's own words.
CONFIRMED = {
    "STOP": "You get no more messages from this number. START brings them back.",
    "START": "You get messages from this number again. STOP ends them.",
    "HELP": "STOP ends messages from this number.",
}


def keyword(text: str) -> str | None:
    """STOP, START or HELP where the whole text is such a word, else None."""
    word = text.strip().upper()
    for kind, known in (("STOP", STOP), ("START", START), ("HELP", HELP)):
        if word in known:
            return kind
    return None
