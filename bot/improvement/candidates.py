"""Which messages of a conversation are worth a look, and why. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.messages import Author
from bot.store.records import Line, Talk
from bot.triage import URGENT, triage_of
from flows.content import Content
from flows.steps.ask import Ask
from nlu.varieties import variety_of
from nlu.words import command

CLOSE = 0.1  # the first two intents within so much confidence
CORRECTED, DANGER, CHOSE, UNSURE, NEAR = "corrected", "danger", "chose", "unsure", "close"
WHYS = (CORRECTED, DANGER, CHOSE, UNSURE, NEAR)
TELLING_CHOICES = ("ask", "flow")  # kinds of buttons that name an intent


@dataclass(frozen=True, slots=True)
class Rules:
    """``understood``: the confidence from which a message is acted on; ``questions``: keys of
    the texts that ask for words of the caller's own, such as a place."""

    understood: float
    questions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message to look at, as it was written. ``intent`` is what a person or a button said."""

    line: Line = field(repr=False)
    person_id: str
    variety: str
    why: str
    intent: str
    names: tuple[str, ...] = field(repr=False)

    @property
    def order(self) -> tuple[int, float]:
        """The most useful first: corrected, then danger, then the least certain."""
        return min(WHYS.index(self.why), WHYS.index(CHOSE)), self.line.confidence or 0.0


def rules_of(content: Content) -> Rules:
    """The rules as the flows have them."""
    steps = (step for flow in content.flows.values() for step in flow.steps.values())
    asking = (step for step in steps if isinstance(step, Ask))
    open_ended = (step for step in asking if step.save or step.accept != "options")
    return Rules(content.rules.understood, frozenset(step.text for step in open_ended))


def candidates(talk: Talk, rules: Rules) -> Iterator[Candidate]:
    """The messages of one conversation that are worth a look.

    What answers a question of a flow or of a colleague is a place, a name or a number and teaches
    nothing; it counts only where somebody corrected it.
    """
    asked: Line | None = None
    for place, line in enumerate(talk.lines):
        if line.direction == "out":
            asked = line
            continue
        if line.text is None or line.choice is not None:
            continue
        correction = talk.corrections.get(line.id)
        if correction:
            yield _candidate(talk, line, CORRECTED, "|".join(correction.intents))
        elif not _is_answer(asked, rules) and _was_read(line):
            told = _told_by_button(talk.lines[place + 1 :])
            why = _why(line, rules, told)
            if why:
                yield _candidate(talk, line, why, told if why == CHOSE else "")


def _candidate(talk: Talk, line: Line, why: str, intent: str) -> Candidate:
    variety = variety_of(line.language or "en", line.script)
    return Candidate(line, talk.conversation.person_id, variety, why, intent, talk.names)


def _is_answer(asked: Line | None, rules: Rules) -> bool:
    if asked is None:
        return False
    return asked.author is Author.OPERATOR or asked.text_key in rules.questions


def _was_read(line: Line) -> bool:
    """Whether the model read it; a bare command ("menu") needs no model."""
    return not line.degraded and command(line.text or "", line.language or "en") is None


def _why(line: Line, rules: Rules, told: str) -> str | None:
    sure = line.confidence or 0.0
    if line.alarms and (line.intent is None or triage_of(line.intent) not in URGENT):
        return DANGER
    if sure < rules.understood:
        return CHOSE if told else UNSURE
    first_two = [confidence for _, confidence in line.ranked[:2]]
    if len(first_two) > 1 and first_two[0] - first_two[1] < CLOSE:
        return NEAR
    return None


def _told_by_button(later: tuple[Line, ...]) -> str:
    """The intent of the button that the caller pressed next; "" where words came next."""
    following = next((line for line in later if line.direction == "in"), None)
    kind, _, name = ((following.choice if following else None) or "").partition(":")
    return name if kind in TELLING_CHOICES else ""
