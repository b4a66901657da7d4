"""What was asked and what came back, for one message: all figures are made of these."""

from dataclasses import dataclass

from nlu.evaluation.questions import Question, variety
from nlu.intents import TRIAGES, intents
from nlu.understanding import Ranked

URGENT = ("P0", "P1")


@dataclass(frozen=True)
class Floors:
    """The urgency that danger words alone, the model alone, and both together give."""

    words: str
    model: str
    union: str


@dataclass(frozen=True)
class Outcome:
    """One question and its answer.

    `ranking` holds all intents best first; `found` those that the message is said to carry;
    `urgency` (0 to 1) is how likely the model holds P0 or P1, as bot.triage reckons it.
    """

    question: Question
    ranking: tuple[Ranked, ...]
    found: tuple[str, ...]
    language: str
    script: str
    floors: Floors
    urgency: float

    @property
    def variety(self) -> str:
        """The group that the message is counted in: its language and script as they are."""
        return variety(self.question)

    @property
    def guess(self) -> str | None:
        """The best intent, None when nothing was recognised."""
        return self.ranking[0].name if self.ranking else None

    @property
    def confidence(self) -> float:
        """The confidence of the best intent, 0 to 1."""
        return self.ranking[0].confidence if self.ranking else 0.0

    @property
    def right(self) -> bool:
        """Whether the best intent is one that the message carries."""
        return self.guess in self.question.intents

    @property
    def in_three(self) -> bool:
        """Whether one of the first three intents is one that the message carries."""
        return any(one.name in self.question.intents for one in self.ranking[:3])

    @property
    def label(self) -> str:
        """The intent that the message counts under: the one guessed, if right, or the first."""
        return self.guess if self.guess and self.right else self.question.intents[0]

    @property
    def due(self) -> str:
        """The urgency that the message deserves: that of its most urgent intent."""
        return min((intents()[name].triage for name in self.question.intents), key=TRIAGES.index)

    @property
    def raised(self) -> bool:
        """Whether it reaches a human at once: P0 or P1."""
        return self.floors.union in URGENT


def urgent_intents() -> tuple[str, ...]:
    """Return the intents of P0 and P1, in the order of the table."""
    return tuple(name for name, entry in intents().items() if entry.triage in URGENT)
