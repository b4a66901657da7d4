"""Ids of choices: stable and global, so that an old button still means something.

``menu:<step>``, ``flow:<name>``, ``ask:<intent>``, ``lang:<code>``, ``command:<word>`` and
``answer:<flow>.<step>:<value>``. ``flow:`` takes an intent, or a flow that may be begun by name.
"""

from __future__ import annotations

from dataclasses import dataclass

CONTROLS = ("skip", "back", "stop")

COMMANDS = (
    "back",
    "stop",
    "skip",
    "menu",
    "human",
    "language",
    "delete",
    "privacy",
    "yes",
    "no",
    "opt_out",
    "opt_in",
)


OWN_LABELS = {
    "flow:avrr_request": "menu.home",
    "flow:human": "control.person",
    "menu:main": "control.menu",
    "menu:language": "control.language",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What ``answer:<flow>.<step>:<value>`` says."""

    flow: str
    step: str
    value: str


def split(choice: str) -> tuple[str, str]:
    """Kind and rest of an id; the rest is "" where the id has no colon."""
    kind, _, rest = choice.partition(":")
    return kind, rest


def answer(rest: str) -> Answer | None:
    """The answer that the rest of an ``answer:`` id names, None for anything else."""
    place, _, value = rest.partition(":")
    flow, _, step = place.partition(".")
    return Answer(flow, step, value) if flow and step and value else None


def label_of(choice: str) -> str:
    """The key of the label that a global choice shows."""
    kind, rest = split(choice)
    if choice in OWN_LABELS:
        return OWN_LABELS[choice]
    return f"intent.{rest}" if kind in ("ask", "flow") else f"{kind}.{rest}"
