"""Does a confidence mean what it says: of messages at 0.7, are seven of ten right?"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from nlu.evaluation.outcome import Outcome

BINS = 15


@dataclass(frozen=True)
class Bin:
    """Messages of like confidence: how many, their mean confidence, and the share right."""

    messages: int
    confidence: float
    accuracy: float


def bins(outcomes: Sequence[Outcome]) -> list[Bin]:
    """Return the messages in at most 15 bins of equal mass (as near as may be), least sure first.

    Equal mass, because bins of equal width leave most of a good model's messages in one.
    """
    ordered = sorted(outcomes, key=lambda one: one.confidence)
    total, made = len(ordered), min(BINS, len(ordered))
    edges = [total * place // made for place in range(made + 1)] if made else []
    return [_bin(ordered[low:high]) for low, high in pairwise(edges)]


def calibration_error(outcomes: Sequence[Outcome]) -> float:
    """Return the expected calibration error (0 to 1) over those bins; 0 without messages."""
    total = len(outcomes)
    gaps = (one.messages / total * abs(one.accuracy - one.confidence) for one in bins(outcomes))
    return sum(gaps)


def _bin(outcomes: Sequence[Outcome]) -> Bin:
    count = len(outcomes)
    mean = sum(one.confidence for one in outcomes) / count
    return Bin(count, mean, sum(one.right for one in outcomes) / count)
