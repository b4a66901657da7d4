"""Asking a model questions by exactly the path that the service uses."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.errors import BadInputError, StartError
from bot.evaluation.identity import identity
from bot.serving.temporary import temporary_server
from bot.supervisor import Tell
from bot.triage import decide, urgency
from flows.load import load
from nlu.evaluation.outcome import Floors, Outcome
from nlu.evaluation.questions import (
    Question,
    QuestionsFault,
    digest,
    held_out,
    read_questions,
)
from nlu.evaluation.report import Report
from nlu.rasa import RasaClient
from nlu.understander import Understander
from nlu.understanding import Understanding

# Enough to keep the model's process busy; more would only wait for it, and time out.
AT_ONCE = 4


async def evaluate_model(
    path: Path, questions: Sequence[Question] | None = None, tell: Tell = lambda _line: None
) -> Report:
    """Serve the model archive at ``path``, ask it ``questions`` and stop it again.

    Without ``questions`` those of nlu/evaluation/held_out are asked. ``tell`` hears of progress.
    Raises BadInputError for a wrong question, StartError when the model does not answer.
    """
    asked = load_questions(held_out()) if questions is None else questions
    async with temporary_server(path, tell) as client:
        return await ask(client, identity(path), asked, tell)


async def ask(
    client: RasaClient,
    model: str,
    questions: Sequence[Question],
    tell: Tell = lambda _line: None,
) -> Report:
    """Ask the server behind ``client`` all ``questions``; ``model`` is what the report calls it.

    Raises StartError when the model is away for any of them: keywords are not the model.
    """
    understander, gate = Understander(client), asyncio.Semaphore(AT_ONCE)
    tell(f"asking {len(questions)} messages")

    async def one(question: Question) -> Outcome:
        async with gate:
            return outcome(question, await understander.understand(question.text))

    outcomes = await asyncio.gather(*(one(question) for question in questions))
    return report(model, outcomes)


def report(model: str, outcomes: Sequence[Outcome]) -> Report:
    """The report on ``model`` with the threshold that the flows have now."""
    asked = digest([one.question for one in outcomes])
    return Report(model, asked, load().rules.understood, tuple(outcomes))


def outcome(question: Question, understood: Understanding) -> Outcome:
    """What became of ``question``; raises StartError when the model was not asked."""
    if understood.degraded:
        msg = f"The intent model did not answer message {question.id}; no figure would be true."
        raise StartError(msg)
    return Outcome(
        question=question,
        ranking=understood.intents,
        found=understood.found,
        language=understood.language,
        script=understood.script,
        floors=Floors(
            words=decide(replace(understood, intents=(), found=(), peaks=())).floor,
            model=decide(replace(understood, alarms=())).floor,
            union=decide(understood).floor,
        ),
        urgency=urgency(understood),
    )


def load_questions(paths: Sequence[Path]) -> list[Question]:
    """The questions of ``paths``; raises BadInputError that names every wrong line."""
    try:
        return read_questions(paths)
    except QuestionsFault as fault:
        raise BadInputError("these lines cannot be asked:\n" + "\n".join(fault.faults)) from None
