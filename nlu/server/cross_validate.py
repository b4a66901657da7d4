"""Asks every example of models that have not seen it: five folds over the training data.

.venv-nlu/bin/python -m nlu.server.cross_validate --data nlu/data --out FILE

Examples that are nearly alike stay in one fold, so that no message is asked whose twin was
taught. Writes one JSON line per example: text, intent, variety (as taught), ranking of
{name, confidence}, found (all intents that the message is said to carry), peaks (of each intent
{name, confidence} in the part where it is highest), and found_variety {name, confidence}.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib import import_module
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

from nlu.errors import DataFault
from nlu.normalise import normalise
from nlu.server.components.classifier import FOUND, PEAKS
from nlu.server.components.ngrams import ngrams
from nlu.server.components.variety import VARIETY, taught
from nlu.server.examples import Example, read_examples
from nlu.server.train import CONFIG

FOLDS = 5
ALIKE = 0.75  # cosine of character n-grams from which two examples count as nearly alike
_SEED = 20
_ROWS_AT_ONCE = 1000
_AT_ONCE = 200
_NEGLIGIBLE = 1e-4  # confidences below it are not written
_LEAST = 3  # intents written in any case


def main() -> int:
    """Write the answers to --out; return 0, or 1 with a line on stderr when the data is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder nlu/data")
    parser.add_argument("--out", type=Path, required=True, help="file of JSON lines to write")
    parser.add_argument("--config", type=Path, default=CONFIG, help="the pipeline")
    arguments = parser.parse_args()
    try:
        examples = read_examples(arguments.data)
    except DataFault as fault:
        print(f"training data: {fault}", file=sys.stderr)
        return 1
    with arguments.out.open("w", encoding="utf-8") as out:
        for answer in cross_validate(examples, arguments.config):
            out.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return 0


def cross_validate(examples: Sequence[Example], config: Path) -> Iterator[dict[str, Any]]:
    """Yield what models that did not see an example answer to it, fold by fold."""
    stages = [_stage(entry) for entry in _pipeline(config)]
    messages = [_message(example) for example in examples]
    print(f"preparing {len(messages)} examples", flush=True)
    for stage in stages:
        if not isinstance(stage, tuple) and hasattr(stage, "process_training_data"):
            stage.process_training_data(TrainingData(messages))
    fold_of = folds([example.text for example in examples])
    for fold in range(FOLDS):
        held = [m for m, number in zip(messages, fold_of, strict=True) if number == fold]
        known = [m for m, number in zip(messages, fold_of, strict=True) if number != fold]
        yield from _answers(stages, known, held)
        print(f"fold {fold + 1} of {FOLDS}: {len(held)} asked", flush=True)


def folds(texts: Sequence[str]) -> np.ndarray:
    """Return the number of its fold for each text; nearly alike texts share one."""
    rows = ngrams([normalise(text) for text in texts], 3, 4, 2**18)
    alike = []
    for start in range(0, len(texts), _ROWS_AT_ONCE):
        part = rows[start : start + _ROWS_AT_ONCE] @ rows.T
        part.data[part.data < ALIKE] = 0
        part.eliminate_zeros()
        alike.append(part)
    count, group = connected_components(vstack(alike), directed=False)
    # Dealt in turn after shuffling, so that no fold stays empty however few there are.
    dealt = np.random.default_rng(_SEED).permutation(count) % FOLDS
    return dealt[group]


def _answers(
    stages: Sequence[Any], known: list[Message], held: list[Message]
) -> Iterator[dict[str, Any]]:
    if not held or not known:
        return
    # Answers are written over the labels, so the messages that are asked are fresh ones.
    asked = [Message(data={TEXT: message.get(TEXT)}) for message in held]
    with tempfile.TemporaryDirectory() as folder:
        for stage in stages:
            fitted = _fitted(*stage, known, Path(folder)) if isinstance(stage, tuple) else stage
            for start in range(0, len(asked), _AT_ONCE):
                fitted.process(asked[start : start + _AT_ONCE])
    for message, answer in zip(held, asked, strict=True):
        ranking = answer.get(INTENT_RANKING_KEY)
        yield {
            "text": message.get(TEXT),
            "intent": message.get(INTENT),
            "variety": taught(message),
            "ranking": [
                entry
                for place, entry in enumerate(ranking)
                if place < _LEAST or entry["confidence"] >= _NEGLIGIBLE
            ],
            # A pipeline of --config may tell neither.
            "found": answer.get(FOUND) or [ranking[0]["name"]],
            "peaks": answer.get(PEAKS) or [],
            "found_variety": answer.get(VARIETY),
        }


def _pipeline(config: Path) -> list[dict[str, Any]]:
    pipeline: list[dict[str, Any]] = yaml.safe_load(config.read_text(encoding="utf-8"))["pipeline"]
    return pipeline


def _stage(entry: dict[str, Any]) -> Any:
    """Return a component that learns nothing, or class and settings of one that must learn."""
    module, _, name = entry["name"].rpartition(".")
    component = getattr(import_module(module), name)
    settings = component.get_default_config() | entry
    if "tuning" in settings:
        # The encoder was fitted to all examples, so with it no fold would be unseen.
        settings["tuning"] = "none"
    return (component, settings) if hasattr(component, "train") else component(settings)


def _fitted(
    component: type[Any], settings: dict[str, Any], known: list[Message], folder: Path
) -> Any:
    name = component.__name__
    fitted = component(settings, LocalModelStorage(folder), Resource(name))
    fitted.train(TrainingData(known))
    return fitted


def _message(example: Example) -> Message:
    metadata = {"intent": {VARIETY: example.variety}}
    return Message(data={TEXT: example.text, INTENT: example.intent, "metadata": metadata})


if __name__ == "__main__":
    sys.exit(main())
