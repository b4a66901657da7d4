"""What one model answered to a set of questions: the whole of an evaluation, before counting."""

from dataclasses import dataclass

from nlu.evaluation.outcome import Outcome


@dataclass(frozen=True)
class Report:
    """The answers of one model.

    `model` names it, `questions` is the digest of what was asked, `understood` the confidence
    (0 to 1) from which the flows act on an intent.
    """

    model: str
    questions: str
    understood: float
    outcomes: tuple[Outcome, ...]
