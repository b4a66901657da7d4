"""What the person's words answer: a choice that was offered, or the question that waits."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from flows.content import Rules
from flows.steps.ask import Ask
from flows.turn import Turn

MAX_ENTITY_WORDS = 60
"""Characters of a typed country, number of people or case number that was not recognised."""

MAX_FREE = 300
"""Characters of a free answer that are kept."""

MAX_PEOPLE = 99
"""People that can travel together; more is a mistake."""

MAX_DIGITS = 2

PLAIN_WORDS = 3
"""Words up to which a country, a number or a case number is all that a message says."""

NAME_WORDS = 2
"""Words up to which an unknown name (a town, a person) is likelier than anything else."""

QUESTION_MARKS = "?؟"
YES_NO = {"affirm": "yes", "deny": "no"}


def plain(text: str) -> str:
    """Text for comparing labels: one case, no punctuation, single spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = (" " if unicodedata.category(c)[0] in "PC" else c for c in folded)
    return " ".join("".join(kept).split())


def number(text: str) -> int | None:
    """The number that the whole text is, in the digits of any script, else None."""
    stripped = text.strip().rstrip(".)")
    return int(stripped) if stripped.isdecimal() and len(stripped) <= MAX_DIGITS else None


def offered(
    text: str, choices: Sequence[tuple[str, str]], position: int | None = None
) -> str | None:
    """The id of the choice whose label or ``position`` the person typed.

    Controls have no number. What is on a button is meant, even where it is a number too.
    """
    wanted = plain(text)
    if not wanted:
        return None
    named = next((name for name, label in choices if plain(label) == wanted), None)
    numbered = [name for name, _ in choices if not name.startswith("command:")]
    if named is None and position is not None and 1 <= position <= len(numbered):
        return numbered[position - 1]
    return named


def exact(question: Ask, turn: Turn, rules: Rules) -> str | None:
    """The answer that the message surely gives: an entity, or yes and no as words."""
    if question.accept in turn.entities:
        return turn.entities[question.accept][:MAX_ENTITY_WORDS]
    if question.accept == "people":
        people = number(turn.text)
        return str(people) if people is not None and 1 <= people <= MAX_PEOPLE else None
    said, stated = _yes_or_no(turn, rules), statement(turn, rules.interrupt)
    return next(
        (o.value for o in question.options if (said and o.says == said) or stated in o.means),
        None,
    )


def statement(turn: Turn, threshold: float) -> str | None:
    """The intent of a message that states something, where it is at least this sure (0 to 1)."""
    if any(mark in turn.text for mark in QUESTION_MARKS):
        return None
    return next((name for name, sure in turn.intents[:1] if sure >= threshold), None)


def plain_reply(question: Ask, turn: Turn, rules: Rules) -> bool:
    """Whether the message is nothing but an answer: a place, a number, or yes and no."""
    words = len(turn.text.split())
    if words > PLAIN_WORDS:
        return False
    if turn.entities or exact(question, turn, rules) is not None:
        return True
    meant = max((sure for _, sure in turn.intents[:1]), default=0.0)
    return question.accept == "free" and words <= NAME_WORDS and meant < rules.interrupt


def free(question: Ask, turn: Turn) -> str | None:
    """The message as a free answer, None where this question does not take one."""
    text = " ".join(turn.text.split())
    if not text or question.accept == "options":
        return None
    if question.accept == "free":
        return text[:MAX_FREE]
    return text if len(text) <= MAX_ENTITY_WORDS else None


def _yes_or_no(turn: Turn, rules: Rules) -> str | None:
    if turn.command in ("yes", "no"):
        return turn.command
    for name, confidence in turn.intents[:1]:
        if confidence >= rules.interrupt:
            return YES_NO.get(name)
    return None
