"""Figures that count by intent: precision, recall and F1, what is confused with what."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nlu.evaluation.outcome import Outcome


@dataclass(frozen=True)
class Quality:
    """How well something is found: of `expected` it was named `named` times, `hits` rightly."""

    hits: int
    named: int
    expected: int

    @property
    def precision(self) -> float:
        """The share of the namings that were right; 0 when it was never named."""
        return self.hits / self.named if self.named else 0.0

    @property
    def recall(self) -> float:
        """The share of what was expected that was named; 0 when nothing was expected."""
        return self.hits / self.expected if self.expected else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 0 without a hit."""
        total = self.named + self.expected
        return 2 * self.hits / total if total else 0.0


@dataclass(frozen=True)
class Confusion:
    """`count` messages that mean `meant` were read as `read`."""

    meant: str
    read: str
    count: int


def by_intent(outcomes: Sequence[Outcome]) -> dict[str, Quality]:
    """Return the quality of each intent that is meant, by name.

    A message with several intents counts under the one that was guessed, if it carries it, and
    under its first otherwise.
    """
    expected = Counter(one.label for one in outcomes)
    named = Counter(one.guess for one in outcomes)
    hits = Counter(one.label for one in outcomes if one.right)
    return {name: Quality(hits[name], named[name], expected[name]) for name in sorted(expected)}


def macro_f1(outcomes: Sequence[Outcome]) -> float:
    """Return the mean of the F1 of all intents that are meant; 0 without messages."""
    qualities = by_intent(outcomes).values()
    return sum(one.f1 for one in qualities) / len(qualities) if qualities else 0.0


def confusions(outcomes: Sequence[Outcome]) -> list[Confusion]:
    """Return every wrong reading with its direction, the most frequent first."""
    wrong = Counter((one.label, one.guess or "nothing") for one in outcomes if not one.right)
    ordered = sorted(wrong.items(), key=lambda entry: (-entry[1], entry[0]))
    return [Confusion(meant, read, count) for (meant, read), count in ordered]


def found_sets(outcomes: Sequence[Outcome]) -> Quality:
    """Return how well the intents of messages that carry several are found, over all of them."""
    several = [one for one in outcomes if len(one.question.intents) > 1]
    return Quality(
        hits=sum(len({*one.found} & {*one.question.intents}) for one in several),
        named=sum(len({*one.found}) for one in several),
        expected=sum(len(one.question.intents) for one in several),
    )
