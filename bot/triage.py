"""How urgent a message is, as a pure table. The model may raise urgency, never lower it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.messages import PRIORITIES, Priority
from flows.turn import Danger
from nlu.intents import intents
from nlu.understanding import Ranked, Understanding

URGENT: tuple[Priority, ...] = ("P0", "P1")

# How likely all intents of a level must be together in the whole message, and P0 in one part of it
# (of P1 in a part the model says itself when it is sure). Chosen on messages that were not taught,
# for 0.95 of P0 and P1 found; the price stands in docs/decisions/nlu-pipeline.md.
P0_AT, P0_IN_PART = 0.02, 0.3
URGENT_AT = 0.15
# Below this an urgent intent that is not the best does not take the place of an awaited answer.
PLAIN_AT = 0.3
# Below this the best intent is a guess among 56 and says nothing.
BEST_AT = 0.25
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
    if floor not in URGENT:
        return Decision(floor, None)
    guessed = not understood.alarms
    return Decision(floor, Danger(topic, floor, guessed, faint=guessed and _is_faint(understood)))


def urgency(understood: Understanding) -> float:
    """How likely the model holds P0 or P1 (0 to 1), to be compared with URGENT_AT."""
    return min(1.0, _likely(understood.intents, URGENT))


def _certain(understood: Understanding) -> list[str]:
    return [r.name for r in understood.intents[:1] if r.confidence >= CERTAIN_AT]


def _believed(understood: Understanding) -> list[str]:
    best = [r.name for r in understood.intents[:1] if r.confidence >= BEST_AT]
    return [*best, *understood.found[1:], *_risk(understood)]


def _is_faint(understood: Understanding) -> bool:
    named = (*(r.name for r in understood.intents[:1]), *understood.found)
    likely = max(_likely(understood.intents, URGENT), _likely(understood.peaks, ("P0",)))
    return likely < PLAIN_AT and not any(triage_of(name) in URGENT for name in named)


def _risk(understood: Understanding) -> list[str]:
    """The likeliest intent of the most urgent level that is likely enough."""
    whole, part = understood.intents, understood.peaks
    if _likely(whole, ("P0",)) >= P0_AT or _likely(part, ("P0",)) >= P0_IN_PART:
        return [_likeliest((*whole, *part), ("P0",))]
    if _likely(whole, URGENT) >= URGENT_AT:
        return [_likeliest(whole, URGENT)]
    return []


def _likeliest(ranked: Iterable[Ranked], level: tuple[Priority, ...]) -> str:
    there = [entry for entry in ranked if triage_of(entry.name) in level]
    return max(there, key=lambda entry: entry.confidence).name


def _likely(ranked: Iterable[Ranked], level: tuple[Priority, ...]) -> float:
    return sum(entry.confidence for entry in ranked if triage_of(entry.name) in level)
