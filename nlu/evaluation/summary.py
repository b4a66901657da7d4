"""All figures of a report, and their JSON: the shape that `infoline evaluate --json` prints.

Version 1. A *share* is {share, hits, of, low, high}: 0 to 1, with the 95 % interval.

    version, model, questions   1; what was asked (12 hex digits), and of which model
    messages                    how many
    overall                     {messages, accuracy: share, top3: share, macro_f1: 0 to 1}
    varieties                   the same for each language and script
    lengths                     accuracy: share by number of words
    several                     {messages, precision, recall, f1} of the intents found in messages
                                that carry several
    abstention                  {below: threshold, abstained: share, answered_right: share}
    triage                      words, model, union: {p0, urgent, alarms_p4, alarms_calm: share}
    critical                    each P0 and P1 intent: share raised to P0 or P1
    price                       [{threshold, recall: share, alarms: share}]
    language                    {native: share, romanised: share}
    calibration                 {error: 0 to 1, bins: [{messages, confidence, accuracy}]}
    intents                     each: {precision, recall, f1, messages}
    confusions                  [{meant, read, count}], the most frequent first
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nlu.evaluation import languages
from nlu.evaluation.calibration import Bin, bins, calibration_error
from nlu.evaluation.classes import (
    Confusion,
    Quality,
    by_intent,
    confusions,
    found_sets,
    macro_f1,
)
from nlu.evaluation.outcome import Outcome
from nlu.evaluation.proportion import Share, share
from nlu.evaluation.report import Report
from nlu.evaluation.triage import SOURCES, Price, Triage, price_curve, recall_by_intent, triage

VERSION = 1
# The longest message of each class of length, in words.
LENGTHS = {"1-3": 3, "4-8": 8, "9-16": 16, "17-30": 30, "31+": 10**6}


@dataclass(frozen=True)
class Scores:
    """How often the intent is right in a group of messages."""

    messages: int
    accuracy: Share
    top3: Share
    macro_f1: float

    def to_json(self) -> dict[str, Any]:
        """Return plain mappings and numbers."""
        figures = {"accuracy": self.accuracy.to_json(), "top3": self.top3.to_json()}
        return {"messages": self.messages, **figures, "macro_f1": round(self.macro_f1, 4)}


@dataclass(frozen=True)
class Summary:
    """All figures of one report; the module's text says what each is."""

    model: str
    questions: str
    overall: Scores
    varieties: dict[str, Scores]
    lengths: dict[str, Share]
    several_messages: int
    several: Quality
    understood: float
    abstained: Share
    answered_right: Share
    triage: dict[str, Triage]
    critical: dict[str, Share]
    price: list[Price]
    native: Share
    romanised: Share
    calibration_error: float
    bins: list[Bin]
    intents: dict[str, Quality]
    confusions: list[Confusion]

    def to_json(self) -> dict[str, Any]:
        """Return the JSON shape of version 1; it holds no text of any message."""
        return {
            "version": VERSION,
            "model": self.model,
            "questions": self.questions,
            "messages": self.overall.messages,
            "overall": self.overall.to_json(),
            "varieties": {name: one.to_json() for name, one in self.varieties.items()},
            "lengths": _shares(self.lengths),
            "several": {"messages": self.several_messages, **_quality(self.several)},
            "abstention": {
                "below": self.understood,
                "abstained": self.abstained.to_json(),
                "answered_right": self.answered_right.to_json(),
            },
            "triage": {name: _shares(vars(one)) for name, one in self.triage.items()},
            "critical": _shares(self.critical),
            "price": [_price(one) for one in self.price],
            "language": _shares({"native": self.native, "romanised": self.romanised}),
            "calibration": {
                "error": round(self.calibration_error, 4),
                "bins": [vars(one) for one in self.bins],
            },
            "intents": {
                name: {**_quality(one), "messages": one.expected}
                for name, one in self.intents.items()
            },
            "confusions": [vars(one) for one in self.confusions],
        }


def summarise(report: Report) -> Summary:
    """Return all figures of `report`."""
    outcomes = report.outcomes
    answered = [one for one in outcomes if one.confidence >= report.understood]
    return Summary(
        model=report.model,
        questions=report.questions,
        overall=scores(outcomes),
        varieties=_by_variety(outcomes),
        lengths=_by_length(outcomes),
        several_messages=sum(len(one.question.intents) > 1 for one in outcomes),
        several=found_sets(outcomes),
        understood=report.understood,
        abstained=Share(len(outcomes) - len(answered), len(outcomes)),
        answered_right=share(one.right for one in answered),
        triage={source: triage(outcomes, source) for source in SOURCES},
        critical=recall_by_intent(outcomes),
        price=price_curve(outcomes),
        native=languages.native(outcomes),
        romanised=languages.romanised(outcomes),
        calibration_error=calibration_error(outcomes),
        bins=bins(outcomes),
        intents=by_intent(outcomes),
        confusions=confusions(outcomes),
    )


def scores(outcomes: Sequence[Outcome]) -> Scores:
    """Return how often the intent of `outcomes` is right."""
    return Scores(
        messages=len(outcomes),
        accuracy=share(one.right for one in outcomes),
        top3=share(one.in_three for one in outcomes),
        macro_f1=macro_f1(outcomes),
    )


def _by_variety(outcomes: Sequence[Outcome]) -> dict[str, Scores]:
    names = sorted({one.variety for one in outcomes})
    return {name: scores([one for one in outcomes if one.variety == name]) for name in names}


def _by_length(outcomes: Sequence[Outcome]) -> dict[str, Share]:
    groups: dict[str, list[bool]] = {name: [] for name in LENGTHS}
    for one in outcomes:
        words = len(one.question.text.split())
        groups[next(name for name, most in LENGTHS.items() if words <= most)].append(one.right)
    return {name: share(right) for name, right in groups.items()}


def _shares(shares: dict[str, Share]) -> dict[str, Any]:
    return {name: one.to_json() for name, one in shares.items()}


def _quality(one: Quality) -> dict[str, float]:
    figures = {"precision": one.precision, "recall": one.recall, "f1": one.f1}
    return {name: round(value, 4) for name, value in figures.items()}


def _price(one: Price) -> dict[str, Any]:
    shares = _shares({"recall": one.recall, "alarms": one.alarms})
    return {"threshold": one.threshold, **shares}
