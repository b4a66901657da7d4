"""Our message as WhatsApp takes it: parts of text, buttons, lists, or numbers instead. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.bidi import RIGHT_TO_LEFT, isolated, plain
from bot.messages import Choice, Enclosure, Outbound
from bot.splitting import split, units
from handlers.whatsapp.enclosing import CAPTIONED, MOST_CAPTION
from handlers.whatsapp.words import words

MAX_UNITS = 1600
"""What Twilio takes as a text, in UTF-16 units."""

VALUE_UNITS, VALUES = 255, 4
MAX_SHOWN_UNITS = 960
"""What stands above buttons is 1024 units at most and travels in values of 255. Values end at
blanks, which takes some room."""

Kind = Literal["quick", "list"]
LIMITS: dict[Kind, tuple[int, int]] = {"quick": (3, 20), "list": (10, 24)}
"""How many choices are shown at once, and how long their labels may be."""

MAX_ID = 200


@dataclass(frozen=True, slots=True)
class Menu:
    """Choices as buttons or as a list."""

    kind: Kind
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One message of WhatsApp. ``text`` is without the choices, which stand in ``menu`` where
    WhatsApp can show them; ``numbered`` holds text and choices, for where it cannot. With a
    ``file`` the text is its caption, or is not."""

    text: str
    numbered: str
    menu: Menu | None = None
    file: Enclosure | None = None


def parts(message: Outbound) -> list[Part]:
    """The parts to send; none for a message without words and file.

    Words that fit below a file are its caption. Others come before it, so that nothing is said
    twice where the file has to be sent again.
    """
    made, file = written(message), message.file
    if file is None:
        return made
    caption = made[0].numbered if len(made) == 1 else ""
    if caption and file.mime in CAPTIONED and units(caption) <= MOST_CAPTION:
        return [Part(caption, caption, file=file)]
    return [*made, Part("", "", file=file)]


def written(message: Outbound) -> list[Part]:
    """The words in parts; none for a message without words.

    The choices come with the last one. A sensitive message never begins with its topic, and
    neither does any part of it: a phone that lies on a table shows first lines.
    """
    rtl = message.language in RIGHT_TO_LEFT
    head = f"{words(message.language).neutral}\n\n" if message.sensitive else ""
    text, menu, numbers = plain(message.text).strip(), menu_of(message.choices), ""
    if message.choices:
        numbers = plain(numbered(message.choices))

    def shown(piece: str) -> str:
        return isolated(head + piece) if rtl else head + piece

    def with_numbers(piece: str) -> str:
        return f"{piece}\n\n{numbers}" if numbers else piece

    room = MAX_SHOWN_UNITS if menu else MAX_UNITS
    whole = text if menu or not text else with_numbers(text)
    pieces = list(split(whole, lambda piece: units(shown(piece)) <= room))
    made = [Part(shown(piece), shown(piece)) for piece in pieces]
    if made and menu:
        made[-1] = Part(made[-1].text, shown(with_numbers(pieces[-1])), menu)
    return made


def menu_of(choices: Sequence[Choice]) -> Menu | None:
    """How ``choices`` can be shown: as buttons before a list, with the controls where there is
    room; None where they do not fit, or where there are none."""
    offered = tuple(choice for choice in choices if not choice.control)
    kinds: tuple[Kind, ...] = ("quick", "list")
    for kind in kinds:
        most, longest = LIMITS[kind]
        for some in (tuple(choices), offered):
            labels = [plain(choice.label).strip() for choice in some]
            fits = all(label and units(label) <= longest for label in labels)
            known = all(len(choice.id) <= MAX_ID for choice in some)
            if 0 < len(some) <= most and fits and known and len(set(labels)) == len(labels):
                return Menu(kind, some)
    return None


def numbered(choices: Sequence[Choice]) -> str:
    """A choice a line, numbered as flows count them; controls are words that one may write."""
    offered = [choice for choice in choices if not choice.control]
    return "\n".join(f"{number} {choice.label}" for number, choice in enumerate(offered, 1))


def values(text: str) -> tuple[str, ...] | None:
    """``text`` in values of 255 units, between which a blank stands; None where it cannot be
    cut so."""
    found: list[str] = []
    rest = text
    while units(rest) > VALUE_UNITS:
        at = rest.rfind(" ", 0, _room(rest) + 1)
        if at <= 0:
            return None
        found.append(rest[:at])
        rest = rest[at + 1 :]
    found.append(rest)
    return tuple(found) if len(found) <= VALUES and all(map(str.strip, found)) else None


def _room(text: str) -> int:
    """How many characters of ``text`` a value holds."""
    room = VALUE_UNITS
    while units(text[:room]) > VALUE_UNITS:
        room -= 1
    return room
