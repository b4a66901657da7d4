"""How urgent a message is, as a pure table. The model may raise urgency, never lower it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.messages import PRIORITIES, Priority
from flows.turn import Danger
from nlu.intents import intents
from nlu.understanding import Understanding

URGENT: tuple[Priority, ...] = ("P0", "P1")

# On the phrase suites the model alone, with these two, sees 89 % of the dangers (the danger words
# see the rest); 0.20 and 0.35 instead trade one more per cent for two more false alarms.
# From this confidence a P0 or P1 intent counts although another one is ahead of it.
CRITICAL_AT = 0.30
# Below this the best intent is a guess among 56 and says nothing about danger.
BEST_AT = 0.25
# Where the model puts short words it does not know: behind another intent it says nothing.
VAGUE = "distress"
# "They will kill me" may be fear of return, "help me" anything: a certain model names it better.
LOOSE = ("violence_abuse", "distress")
CERTAIN_AT = 0.6


@dataclass(frozen=True, slots=True)
class Decision:
    """The floor of urgency, and the danger behind it where there is one."""

    floor: Priority
    danger: Danger | None


def triage_of(intent: str) -> Priority:
    """The floor that an intent gives its conversation; P3 for a topic outside the table."""
    entry = intents().get(intent)
    return PRIORITIES[PRIORITIES.index(entry.triage)] if entry else "P3"


def decide(understood: Understanding) -> Decision:
    """The most urgent of danger words, the best intent and likely critical intents."""
    named = [alarm.intent for alarm in understood.alarms]
    clear = [name for name in named if name not in LOOSE]
    found = [
        (name, triage_of(name))
        for name in (*clear, *_certain(understood), *named, *_believed(understood))
    ]
    if not found:
        return Decision("P4", None)
    topic, floor = min(found, key=lambda pair: PRIORITIES.index(pair[1]))
    danger = Danger(topic, floor, guessed=not understood.alarms) if floor in URGENT else None
    return Decision(floor, danger)


def _certain(understood: Understanding) -> list[str]:
    return [r.name for r in understood.intents[:1] if r.confidence >= CERTAIN_AT]


def _believed(understood: Understanding) -> list[str]:
    ranked = understood.intents
    best = [r.name for r in ranked[:1] if r.confidence >= BEST_AT]
    critical = [
        r.name
        for r in ranked[1:]
        if r.confidence >= CRITICAL_AT and r.name != VAGUE and triage_of(r.name) in URGENT
    ]
    return best + critical
