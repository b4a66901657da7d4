"""Our message as Telegram takes it: parts, first lines, keyboards. Pure; nothing is markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.bidi import RIGHT_TO_LEFT, isolated, plain
from bot.messages import Choice, Enclosure, Outbound
from bot.splitting import split, units
from handlers.telegram.enclosing import MOST_CAPTION
from handlers.telegram.words import BASE, Book

MAX_UNITS = 4096
SHORT_LABEL = 20
# What is asked once: after the answer only that is left to see. Menus may be used again.
ASKED_ONCE = ("answer:", "command:", "lang:")
MARK = "✓ "


@dataclass(frozen=True, slots=True)
class Part:
    """One message of Telegram: a text, or a ``file`` whose caption the text is, or is not."""

    text: str
    file: Enclosure | None = None


def parts(outbound: Outbound, words: Book) -> list[Part]:
    """What to send; none without words and file. Words that fit below a file are its caption,
    others come before it."""
    made, file = written(outbound, words), outbound.file
    if file and len(made) == 1 and units(made[0]) <= MOST_CAPTION:
        return [Part(made[0], file)]
    return [*(Part(text) for text in made), *([Part("", file)] if file else [])]


def written(outbound: Outbound, words: Book) -> list[str]:
    """The texts to send, each of 4096 UTF-16 units at most; none for a text without words.

    A sensitive message never begins with its topic, and neither does any part of it: a phone
    that lies on a table shows first lines.
    """
    local = words.get(outbound.language, words[BASE])
    head = f"{local.neutral}\n\n" if outbound.sensitive else ""
    rtl = outbound.language in RIGHT_TO_LEFT

    def shown(piece: str) -> str:
        return isolated(head + piece) if rtl else head + piece

    text = plain(outbound.text).strip()
    return [shown(piece) for piece in split(text, lambda piece: units(shown(piece)) <= MAX_UNITS)]


def keyboard(choices: Sequence[Choice]) -> InlineKeyboardMarkup | None:
    """One button a row, two where all labels are short; controls together in the last row."""
    return _markup([(choice, choice.label) for choice in choices])


def closed_keyboard(choices: Sequence[Choice], chosen: str | None) -> InlineKeyboardMarkup | None:
    """The keyboard after ``chosen`` was pressed. Of a question asked once only the answer is
    left, of a menu everything; what was chosen is marked."""
    left = [c for c in choices if c.id == chosen] if _asked_once(chosen) else list(choices)
    return _markup([(c, f"{MARK}{c.label}" if c.id == chosen else c.label) for c in left])


def _asked_once(chosen: str | None) -> bool:
    return chosen is not None and chosen.startswith(ASKED_ONCE)


def _markup(labelled: Sequence[tuple[Choice, str]]) -> InlineKeyboardMarkup | None:
    plain_ones = [_button(c, label) for c, label in labelled if not c.control]
    controls = [_button(c, label) for c, label in labelled if c.control]
    wide = 2 if all(len(button.text) <= SHORT_LABEL for button in plain_ones) else 1
    rows = [plain_ones[at : at + wide] for at in range(0, len(plain_ones), wide)]
    rows += [controls] if controls else []
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def _button(choice: Choice, label: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label, callback_data=choice.id)
