"""The figures of models that did not see what they are asked: our own examples, in five folds."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from bot.errors import StartError
from bot.evaluation.asking import outcome, report
from bot.rasa_program import run
from bot.supervisor import Tell
from nlu import language, rasa_answer
from nlu.evaluation.outcome import Outcome
from nlu.evaluation.questions import Question
from nlu.evaluation.report import Report
from nlu.safety import alarms
from nlu.understanding import Understanding

NAME = "cross-validation"


def cross_validate(python: Path, data: Path, tell: Tell) -> Report:
    """Ask every example below ``data`` of a model that was not taught it; takes minutes.

    ``python`` is that of the model's environment, ``tell`` hears of progress. Danger words,
    language and triage are those of the service. Raises StartError when the program fails.
    """
    with tempfile.TemporaryDirectory(prefix="infoline-folds-") as folder:
        out = Path(folder) / "answers.jsonl"
        command = [str(python), "-m", "nlu.server.cross_validate"]
        status = run([*command, "--data", str(data), "--out", str(out)], tell)
        if status:
            msg = f"The cross-validation failed (exit status {status})."
            raise StartError(msg)
        with out.open(encoding="utf-8") as lines:
            answers = [json.loads(line) for line in lines]
    tell(f"reading danger words and language of {len(answers)} messages")
    return report(NAME, [_outcome(number, answer) for number, answer in enumerate(answers, 1)])


def _outcome(number: int, answer: dict[str, Any]) -> Outcome:
    code, _, script = answer["variety"].partition("-")
    text = answer["text"]
    question = Question(f"example-{number}", code, script or "latn", (answer["intent"],), text)
    return outcome(question, _understood(text, answer))


def _understood(text: str, answer: dict[str, Any]) -> Understanding:
    """What nlu.understander makes of the same answer of a model server."""
    parsed = {
        "intent_ranking": answer["ranking"],
        "found": answer["found"],
        "peaks": answer["peaks"],
        "variety": answer["found_variety"],
    }
    read = rasa_answer.read_answer(parsed, NAME)
    detected = language.detect(text, variety=read.variety)
    return Understanding(
        text=text,
        language=detected.language,
        script=detected.script,
        language_sure=detected.sure,
        requested_language=None,
        command=None,
        intents=read.intents,
        found=read.found,
        peaks=read.peaks,
        entities=(),
        alarms=alarms(text),
        model=NAME,
        degraded=False,
    )
