"""The messages of a live conversation, read and written. Pure.

Documented at https://www.twilio.com/docs/voice/conversationrelay/websocket-messages.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from bot.telephony import Next
from handlers.voice.reading import KEYS, MOST_HEARD, SID

MOST_LETTERS = 65_536
"""Of one message; a longer one is not read."""

KIND = re.compile(r"[a-zA-Z_-]{1,30}", re.ASCII)
KINDS = frozenset({"setup", "prompt", "dtmf"})
REASONS = frozenset({"silence", "noise", "slow", "error"})
GATHER = "gather"
NEXTS = frozenset({Next.QUEUE, Next.VOICEMAIL, Next.GOODBYE, GATHER})
MOST_TURN = 999_999


@dataclass(frozen=True, slots=True)
class Setup:
    """A conversation begins."""

    sid: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Prompt:
    """The caller spoke; ``last``: to the end."""

    text: str = field(repr=False)
    last: bool


@dataclass(frozen=True, slots=True)
class Digit:
    """A key was pressed."""

    key: str


@dataclass(frozen=True, slots=True)
class Interrupt:
    """The caller spoke over our words: the rest of them is not said."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Twilio could not do something."""


@dataclass(frozen=True, slots=True)
class Strange:
    """Nothing that is known; ``kind`` may be written to a log."""

    kind: str


Frame = Setup | Prompt | Digit | Interrupt | Trouble | Strange


@dataclass(frozen=True, slots=True)
class Handoff:
    """How the call goes on when a conversation has ended: with the reply to ``turn``, or given up
    for a ``reason``."""

    next: str
    turn: int = 0
    reason: str = ""


def read(said: str) -> Frame:
    """One message of Twilio's."""
    if len(said) > MOST_LETTERS:
        return Strange("too_long")
    whole = _object(said)
    frame: Frame = Strange("malformed")
    match whole:
        case {"type": "setup", "callSid": str(sid)} if SID.fullmatch(sid):
            frame = Setup(sid)
        case {"type": "prompt", "voicePrompt": str(words)}:
            frame = Prompt(words.strip()[:MOST_HEARD], whole.get("last") is not False)
        case {"type": "dtmf", "digit": str(key)} if len(key) == 1 and KEYS.fullmatch(key):
            frame = Digit(key)
        case {"type": "interrupt"}:
            frame = Interrupt()
        case {"type": "error"}:
            frame = Trouble()
        case {"type": str(kind)} if kind not in KINDS and KIND.fullmatch(kind):
            frame = Strange(kind)
    return frame


def text(token: str, *, last: bool, lang: str | None = None) -> str:
    """Words to be said; ``last`` of one answer. ``lang`` where it is not that of the others."""
    whole: dict[str, object] = {"type": "text", "token": token, "last": last}
    return _written(whole | {"lang": lang} if lang else whole)


def language(voice: str, recogniser: str) -> str:
    """From here on in another language."""
    whole = {"type": "language", "ttsLanguage": voice, "transcriptionLanguage": recogniser}
    return _written(whole)


def end(handoff: Handoff) -> str:
    """The conversation is over, the call is not."""
    given: dict[str, object] = {"next": handoff.next}
    if handoff.reason:
        given["reason"] = handoff.reason
    else:
        given["turn"] = handoff.turn
    return _written({"type": "end", "handoffData": _written(given)})


def handoff(said: str) -> Handoff | None:
    """What ``end`` said, as it comes back; None where it says nothing of ours."""
    whole = _object(said) if len(said) <= MOST_LETTERS else {}
    match whole:
        case {"next": str(then), "reason": str(reason)} if then in NEXTS and reason in REASONS:
            return Handoff(then, reason=reason)
        case {"next": str(then), "turn": int(turn)} if then in NEXTS and 0 <= turn <= MOST_TURN:
            return Handoff(then, turn)
    return None


def _object(said: str) -> dict[str, object]:
    try:
        whole = json.loads(said)
    except (ValueError, RecursionError):
        return {}
    return whole if isinstance(whole, dict) else {}


def _written(whole: dict[str, object] | dict[str, str]) -> str:
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
