"""Is one model better than another: the same messages, answer against answer.

A candidate is worse on a group of messages when it loses more than chance explains: it must fail
on more than one message net (failed now and right before, less right now and failed before), and
the exact one-sided McNemar test on the messages that flipped must be at most 5 %. The groups are
all messages, each language, each language with its script, every P0 and P1 intent, and P0 and
P0+P1 taken together. In the groups of danger a message counts as right when it is raised to P0 or
P1 (in the group P0: to P0), in the others when its best intent is right.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import comb
from typing import Any

from nlu.evaluation.outcome import URGENT, Outcome, urgent_intents
from nlu.evaluation.report import Report

NOISE = 0.05
_Pair = tuple[Outcome, Outcome]  # of the candidate and of the current model


@dataclass(frozen=True)
class Change:
    """One group of messages under both models: how many were right, and how many flipped."""

    group: str
    messages: int
    candidate: int
    current: int
    gained: int
    lost: int

    @property
    def chance(self) -> float:
        """The probability (0 to 1) of losing this many of the flipped messages by chance."""
        flipped = self.gained + self.lost
        return sum(comb(flipped, k) for k in range(self.lost, flipped + 1)) * 0.5**flipped

    @property
    def verdict(self) -> str:
        """`worse` beyond noise, else `better` or `same` by count; `lower` is a loss in noise."""
        net = self.gained - self.lost
        if net < -1 and self.chance <= NOISE:
            return "worse"
        return "same" if net == 0 else "better" if net > 0 else "lower"


@dataclass(frozen=True)
class Comparison:
    """A candidate against the current model."""

    candidate: str
    current: str
    changes: tuple[Change, ...]

    @property
    def worse(self) -> tuple[Change, ...]:
        """The groups on which the candidate is worse."""
        return tuple(change for change in self.changes if change.verdict == "worse")

    @property
    def verdict(self) -> str:
        """`worse` when any group is; else what became of all messages: better, same, lower."""
        return "worse" if self.worse else self.changes[0].verdict

    def to_json(self) -> dict[str, Any]:
        """Return both models, the verdict and the groups as plain mappings; holds no texts."""
        changes = [{**vars(change), "verdict": change.verdict} for change in self.changes]
        return {
            "version": 1,
            "candidate": self.candidate,
            "current": self.current,
            "verdict": self.verdict,
            "groups": changes,
        }


def compare(candidate: Report, current: Report) -> Comparison:
    """Return how `candidate` does against `current`, group by group.

    Raises ValueError when the two did not answer the same questions.
    """
    if candidate.questions != current.questions:
        raise ValueError("the two models were not asked the same messages")
    pairs = list(zip(candidate.outcomes, current.outcomes, strict=True))
    return Comparison(candidate.model, current.model, tuple(_changes(pairs)))


def _changes(pairs: list[_Pair]) -> Iterator[Change]:
    yield _change("all", pairs, lambda one: one.right)
    both = {(new.question.language, new.variety) for new, _ in pairs}
    for name in sorted({name for names in both for name in names}):
        of = [p for p in pairs if name in (p[0].question.language, p[0].variety)]
        yield _change(name, of, lambda one: one.right)
    urgent = [pair for pair in pairs if pair[0].due in URGENT]
    yield _change("P0+P1", urgent, lambda one: one.raised)
    most = [pair for pair in urgent if pair[0].due == "P0"]
    yield _change("P0", most, lambda one: one.floors.union == "P0")
    for intent in urgent_intents():
        of = [pair for pair in pairs if intent in pair[0].question.intents]
        yield _change(intent, of, lambda one: one.raised)


def _change(group: str, pairs: list[_Pair], right: Callable[[Outcome], bool]) -> Change:
    told = [(right(new), right(old)) for new, old in pairs]
    return Change(
        group,
        len(told),
        candidate=sum(new for new, _ in told),
        current=sum(old for _, old in told),
        gained=sum(new and not old for new, old in told),
        lost=sum(old and not new for new, old in told),
    )
