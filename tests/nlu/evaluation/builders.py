"""Outcomes made by hand, so that every figure can be counted on one's fingers."""

from nlu.evaluation.outcome import Floors, Outcome
from nlu.evaluation.questions import Question
from nlu.evaluation.report import Report
from nlu.understanding import Ranked


def outcome(
    meant: str = "greet",
    guess: str = "greet",
    *,
    confidence: float = 0.9,
    second: str = "human",
    found: tuple[str, ...] = (),
    variety: str = "en-latn",
    language: str | None = None,
    script: str | None = None,
    words: str = "P4",
    model: str = "P4",
    union: str = "P4",
    urgency: float = 0.0,
    text: str = "one two three",
    name: str = "x-1",
) -> Outcome:
    """Return one answered question; `meant` is one intent or a|b."""
    code, _, letters = variety.partition("-")
    return Outcome(
        question=Question(name, code, letters, tuple(meant.split("|")), text),
        ranking=(Ranked(guess, confidence), Ranked(second, (1 - confidence) / 2)),
        found=found or (guess,),
        language=language or code,
        script=script or letters,
        floors=Floors(words, model, union),
        urgency=urgency,
    )


def report(*outcomes: Outcome, model: str = "m1", questions: str = "q1") -> Report:
    """Return a report on these outcomes; the flows act from 0.35 on."""
    return Report(model, questions, 0.35, outcomes)
