"""Our message as SMS: pages within a budget of segments, choices as numbers. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import smsutil

from bot.messages import Author, Choice, Outbound
from bot.splitting import cut, split, units
from handlers.sms.plain import plain
from handlers.sms.words import hints

MAX_BODY = 1600
"""Characters that Twilio takes at once."""

LEAST = 30
"""Characters of the text that a page with choices shows at least, where there are more."""

Fits = Callable[[str], bool]

__all__ = ["MAX_BODY", "pages", "plain", "segments"]


def segments(text: str) -> int:
    """How many SMS ``text`` is sent as: in GSM-7 160 characters are one, in UCS-2 70."""
    return len(smsutil.split(text).parts)


def pages(message: Outbound, budget: int) -> tuple[str, ...]:
    """The texts to send, in order; none for a message without words.

    An automatic message takes ``budget`` segments a page at most. Its first page holds its
    choices, if there is room for them; all but the last say how to ask for the next. What an
    operator writes is only cut where Twilio would refuse it.
    """
    text, choices = plain(message.text).strip(), plain(_numbered(message.choices))
    whole = _joined(text, choices)
    if message.author is Author.OPERATOR:
        return tuple(plain(piece) for piece in split(whole, _is_body))

    def fits(piece: str) -> bool:
        return segments(plain(piece)) <= budget

    own = hints(message.language)
    explained = _joined(text, _joined(own.number, choices) if choices else "")
    at_once = next((page for page in (explained, whole) if fits(page)), None)
    if at_once is not None:
        return (plain(at_once),) if at_once else ()
    return tuple(plain(page) for page in _paged(text, choices, own.rest, fits))


def _paged(text: str, choices: str, hint: str, fits: Fits) -> Iterator[str]:
    """Pages of what does not fit on one; choices that leave no room come behind the text."""
    below = _joined(choices, hint)
    piece, rest = cut(text, lambda piece: fits(_joined(piece, below)))
    first = _joined(piece, below)
    if fits(first) and (len(piece) >= LEAST or not choices):
        yield first
    else:
        rest = _joined(text, choices)
    while rest and not fits(rest):
        piece, rest = cut(rest, lambda piece: fits(_joined(piece, hint)))
        yield _joined(piece, hint)
    if rest:
        yield rest


def _numbered(choices: Sequence[Choice]) -> str:
    """A choice a line, numbered as flows count them; controls are words that one may write."""
    offered = [choice for choice in choices if not choice.control]
    return "\n".join(f"{number} {choice.label}" for number, choice in enumerate(offered, 1))


def _joined(*pieces: str) -> str:
    return "\n".join(piece for piece in pieces if piece)


def _is_body(piece: str) -> bool:
    return units(plain(piece)) <= MAX_BODY
