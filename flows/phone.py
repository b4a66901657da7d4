"""What is different on the phone: choices are heard one after the other, and some have a key."""

from __future__ import annotations

from flows.turn import Context, Turn

CHANNEL = "voice"

MENU = "menu:main"

HAVE_KEYS = frozenset({"flow:human", MENU})
"""Choices that have a key of their own, 0 and 8, in every part of a call."""

FLOWS_IN_WRITING = {
    "link": "its code is read, and typed on another channel",
    "start": "a command or a link begins it; a call begins with the languages",
    "wipe": "it takes messages back, and nothing that was said can be taken back",
    "media": "photos, files and stickers; who leaves a message in a call has a case by then",
    "back_from_human": "a counsellor has ended the conversation, and nobody is on the line",
}
"""Flows that no call comes to, and why."""

IN_WRITING = frozenset(f"flow:{name}" for name in FLOWS_IN_WRITING)
"""What can be done in writing only."""

FIRST = ("menu:help_now", "ask:distress", "ask:need_medical", "ask:need_shelter")
LAST = ("menu:data", "menu:more_questions", MENU)
"""Nobody waits for the end of a menu: what cannot wait is read out first, other things last."""

RECORDED = ("free", "country", "case_number")
"""What questions accept that a recorded voice may answer; a person listens to it later."""


def on_the_phone(context: Context) -> bool:
    """Whether the person is speaking with us on the phone."""
    return context.channel == CHANNEL


def in_order(ids: tuple[str, ...]) -> tuple[str, ...]:
    """The choices as they are read out. Those with keys are left out, but the menu stays where
    hardly anything else is offered."""
    left = [name for name in ids if name not in HAVE_KEYS | IN_WRITING]
    if len(left) <= 1:
        left += [name for name in ids if name == MENU]
    return tuple(sorted(left, key=_rank))


def is_recording(turn: Turn, context: Context) -> bool:
    """Whether the person's voice was recorded, and nothing of it is understood."""
    return on_the_phone(context) and set(turn.media) == {"voice"} and not turn.text.strip()


def _rank(name: str) -> int:
    if name in FIRST:
        return FIRST.index(name) - len(FIRST)
    return 1 if name in LAST else 0
