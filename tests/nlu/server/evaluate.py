"""How good is the model: `.venv-nlu/bin/python -m tests.nlu.server.evaluate --data nlu/data`.

Five-fold cross-validation on the training examples; examples that are nearly alike stay together,
so that no message is asked whose twin was taught.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import vstack
from scipy.sparse.csgraph import connected_components

from nlu.normalise import normalise
from nlu.server.components.base import LinearComponent
from nlu.server.components.classifier import IntentClassifier
from nlu.server.components.encoder import SentenceEncoder
from nlu.server.components.ngrams import ngrams
from nlu.server.components.variety import VARIETY, VarietyClassifier, taught
from nlu.server.examples import INTENT_TABLE, Example, read_examples
from nlu.server.train import CONFIG

_FOLDS = 5
_ALIKE = 0.75  # cosine of character n-grams from which two examples count as nearly alike
_SEED = 20


@dataclass(frozen=True)
class Outcome:
    """What was asked and what came back: intents best first, and the variety."""

    variety: str
    intent: str
    ranking: list[str]
    found_variety: str


def main() -> int:
    """Print a line for each variety and one for all; return 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder nlu/data")
    data = parser.parse_args().data
    urgent = urgent_intents(data)
    outcomes = cross_validate(read_examples(data))
    _say("variety      asked  intent  top-3  urgent found  urgent right  variety")
    for variety in [*sorted({outcome.variety for outcome in outcomes}), "all"]:
        asked = [found for found in outcomes if variety in (found.variety, "all")]
        _say(_line(variety, asked, urgent))
    return 0


def cross_validate(examples: list[Example]) -> list[Outcome]:
    """Return what models that did not see an example answer to it, for every example."""
    messages = [_message(example) for example in examples]
    pipeline = _configurations()
    encoder = SentenceEncoder(pipeline[SentenceEncoder.__name__])
    encoder.process_training_data(TrainingData(messages))
    fold_of = _folds([example.text for example in examples])
    outcomes: list[Outcome] = []
    for fold in range(_FOLDS):
        taught_ones = [m for m, number in zip(messages, fold_of, strict=True) if number != fold]
        asked = [m for m, number in zip(messages, fold_of, strict=True) if number == fold]
        outcomes += _ask(taught_ones, asked, pipeline)
        _say(f"fold {fold + 1} of {_FOLDS}")
    return outcomes


def urgent_intents(data: Path) -> set[str]:
    """Return the intents whose triage is P0 or P1."""
    table = yaml.safe_load((data / INTENT_TABLE).read_text(encoding="utf-8"))["intents"]
    return {name for name, entry in table.items() if entry["triage"] in {"P0", "P1"}}


def _ask(
    taught_ones: list[Message], asked: list[Message], pipeline: dict[str, dict[str, Any]]
) -> Iterator[Outcome]:
    # Answers are written over the labels, so the right ones are kept aside.
    right = [(taught(message), message.get(INTENT)) for message in asked]
    copies = [_unlabelled(message) for message in asked]
    with tempfile.TemporaryDirectory() as folder:
        for component in (VarietyClassifier, IntentClassifier):
            fitted = _fit(component, taught_ones, pipeline, Path(folder))
            fitted.process(copies)
    for (variety, intent), answer in zip(right, copies, strict=True):
        ranking = [entry["name"] for entry in answer.get(INTENT_RANKING_KEY)]
        yield Outcome(variety, intent, ranking, answer.get(VARIETY)["name"])


def _fit(
    component: type[LinearComponent],
    messages: list[Message],
    pipeline: dict[str, dict[str, Any]],
    folder: Path,
) -> Any:
    name = component.__name__
    fitted = component(pipeline[name], LocalModelStorage(folder), Resource(name))
    fitted.train(TrainingData(messages))
    return fitted


def _message(example: Example) -> Message:
    metadata = {"intent": {VARIETY: example.variety}}
    return Message(data={TEXT: example.text, INTENT: example.intent, "metadata": metadata})


def _unlabelled(message: Message) -> Message:
    return Message(data={TEXT: message.get(TEXT)}, features=message.features)


def _configurations() -> dict[str, dict[str, Any]]:
    config = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    given = {entry["name"].rpartition(".")[2]: entry for entry in config["pipeline"]}
    components = (SentenceEncoder, IntentClassifier, VarietyClassifier)
    return {
        component.__name__: component.get_default_config() | given[component.__name__]
        for component in components
    }


def _folds(texts: list[str]) -> np.ndarray:
    rows = ngrams([normalise(text) for text in texts], 3, 4, 2**18)
    alike = []
    for start in range(0, len(texts), 1000):
        part = rows[start : start + 1000] @ rows.T
        part.data[part.data < _ALIKE] = 0
        part.eliminate_zeros()
        alike.append(part)
    count, group = connected_components(vstack(alike), directed=False)
    return np.random.default_rng(_SEED).integers(0, _FOLDS, count)[group]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _line(name: str, asked: list[Outcome], urgent: set[str]) -> str:
    first = np.mean([found.ranking[0] == found.intent for found in asked])
    third = np.mean([found.intent in found.ranking[:3] for found in asked])
    found_urgent = [f.ranking[0] in urgent for f in asked if f.intent in urgent]
    right_urgent = [f.intent in urgent for f in asked if f.ranking[0] in urgent]
    variety = np.mean([found.found_variety == found.variety for found in asked])
    return (
        f"{name:11} {len(asked):6} {first:7.1%} {third:6.1%} {np.mean(found_urgent):13.1%}"
        f" {np.mean(right_urgent):13.1%} {variety:8.1%}"
    )


if __name__ == "__main__":
    sys.exit(main())
