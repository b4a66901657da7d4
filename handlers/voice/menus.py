"""Choices on the phone: five at a time, with keys that mean the same in every call. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.messages import Choice
from bot.telephony import DANGER, PERSON, Heard, Reply

PAGE = 5
PEOPLE = "people"
SKIP, BACK, MENU = "command:skip", "command:back", "menu:main"
LANGUAGES = "menu:language"
"""The choice of another language: each is read out in itself, as at the beginning of a call."""

FIXED = {"0": PERSON, "9": DANGER}
"""Keys that lead out of everything, before a language is known too."""


class Key(StrEnum):
    """What a key means that chooses nothing."""

    AGAIN = "again"
    NONE = "none"  # nothing that is offered


@dataclass(frozen=True, slots=True)
class Page:
    """Up to five choices, the first of them with the key 1; ``more`` follow on the next page."""

    number: int
    choices: tuple[Choice, ...]
    more: bool


def page_of(choices: Sequence[Choice], number: int) -> Page:
    """Page ``number`` from 0, or the first where there is no such page."""
    number = number if number * PAGE < len(choices) else 0
    first = number * PAGE
    return Page(number, tuple(choices[first : first + PAGE]), more=first + PAGE < len(choices))


def offered(reply: Reply) -> tuple[Choice, ...]:
    """What can be chosen after this reply, controls too."""
    return next((line.choices for line in reversed(reply.lines) if line.choices), ())


def read_out(reply: Reply) -> tuple[Choice, ...]:
    """Choices that are read out: those without a key of their own. A number of people is typed."""
    if reply.accepts == PEOPLE:
        return ()
    return tuple(choice for choice in offered(reply) if not choice.control)


def control(reply: Reply, name: str) -> Choice | None:
    """The control of this name, where it is offered."""
    return next((choice for choice in offered(reply) if choice.id == name), None)


def pressed(reply: Reply, page: Page, keys: str) -> Heard | Key:
    """What these keys mean after ``reply``, while ``page`` of its choices was read out."""
    if keys in FIXED:
        return Heard(choice=FIXED[keys])
    if keys == "*":
        return Key.AGAIN
    if keys == "#":
        return _chosen(control(reply, SKIP))
    if reply.accepts == PEOPLE and keys.isdecimal():
        return Heard(text=keys)
    if keys == "8":
        return _chosen(control(reply, BACK) or Choice(MENU, ""))
    place = int(keys) if keys.isdecimal() else 0
    return _chosen(page.choices[place - 1] if 0 < place <= len(page.choices) else None)


def _chosen(choice: Choice | None) -> Heard | Key:
    if choice is None:
        return Key.NONE
    return Heard(choice=choice.id, label=choice.label or None)
