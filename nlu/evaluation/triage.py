"""Are people in danger raised to a human, and what does it cost in false alarms."""

from collections.abc import Sequence
from dataclasses import dataclass

from nlu.evaluation.outcome import URGENT, Outcome, urgent_intents
from nlu.evaluation.proportion import Share, share

CALM = ("P2", "P3", "P4")
SOURCES = ("words", "model", "union")
# Where the curve is read, in steps of confidence; 1.0 is danger words alone.
STEPS = 20


@dataclass(frozen=True)
class Triage:
    """What one source of urgency does.

    `p0` is the share of P0 messages raised to P0, `urgent` that of P0+P1 raised to P0 or P1;
    `alarms_p4` and `alarms_calm` are the shares of P4 and of P2-P4 raised to P0 or P1.
    """

    p0: Share
    urgent: Share
    alarms_p4: Share
    alarms_calm: Share


@dataclass(frozen=True)
class Price:
    """Recall of P0+P1 and false alarms of P2-P4, were the model believed from `threshold`."""

    threshold: float
    recall: Share
    alarms: Share


def triage(outcomes: Sequence[Outcome], source: str = "union") -> Triage:
    """Return the figures of `source`: danger `words`, the `model`, or their `union`."""
    floors = [(one.due, getattr(one.floors, source)) for one in outcomes]
    return Triage(
        p0=share(floor == "P0" for due, floor in floors if due == "P0"),
        urgent=share(floor in URGENT for due, floor in floors if due in URGENT),
        alarms_p4=share(floor in URGENT for due, floor in floors if due == "P4"),
        alarms_calm=share(floor in URGENT for due, floor in floors if due in CALM),
    )


def recall_by_intent(outcomes: Sequence[Outcome]) -> dict[str, Share]:
    """Return for each P0 and P1 intent how many of its messages are raised to P0 or P1."""
    return {
        name: share(one.raised for one in outcomes if name in one.question.intents)
        for name in urgent_intents()
    }


def price_curve(outcomes: Sequence[Outcome]) -> list[Price]:
    """Return what danger words and the model find together, as one threshold moves.

    The threshold of P0 stands still; the price is that of the one for P0 or P1.
    """
    return [_price(outcomes, step / STEPS) for step in range(1, STEPS + 1)]


def _price(outcomes: Sequence[Outcome], threshold: float) -> Price:
    raised = [(one.due, _is_raised(one, threshold)) for one in outcomes]
    return Price(
        threshold,
        share(found for due, found in raised if due in URGENT),
        share(found for due, found in raised if due in CALM),
    )


def _is_raised(one: Outcome, threshold: float) -> bool:
    return one.floors.words in URGENT or one.urgency >= threshold
