"""Intent classifier: calibrated logistic regression on sentence vector and character n-grams."""

import logging
from dataclasses import replace
from typing import Any

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.server.components.base import LinearComponent
from nlu.server.components.features import FeatureShape, learn_shape
from nlu.server.components.softmax import Block, Softmax, best_temperature, fit

logger = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(LinearComponent):
    """Answers with the intent and the ranking of all intents; probabilities are calibrated."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`*_penalty`: L2 weight of a block; `steps`: L-BFGS iterations; `held_out`, `seed`:
        which part of the examples the calibration is measured on.
        """
        return {
            "vector_penalty": 1e-5,
            "ngram_penalty": 5e-5,
            "ngram_columns": 2**14,
            "steps": 100,
            "held_out": 0.2,
            "seed": 20,
        }

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on all examples; the temperature comes from a fit on a part of them."""
        messages = training_data.intent_examples
        texts, vectors = [str(message.get(TEXT)) for message in messages], _vectors(messages)
        intents = [message.get(INTENT) for message in messages]
        self._classes, labels = np.unique(intents, return_inverse=True)
        self._classes = self._classes.tolist()
        shape = learn_shape(texts, vectors, self._config["ngram_columns"])
        blocks = shape.blocks(texts, vectors)
        temperature = self._temperature(blocks, labels)
        logger.info("fitting %d intents on %d examples", len(self._classes), len(texts))
        return self._keep(replace(self._fit(blocks, labels), temperature=temperature), vars(shape))

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent and the ranking of each message."""
        texts = [str(message.get(TEXT) or "") for message in messages]
        blocks = FeatureShape(**self._arrays).blocks(texts, _vectors(messages))
        for message, chances in zip(messages, self._model.probabilities(blocks), strict=True):
            ranking = [
                {"name": self._classes[place], "confidence": float(chances[place])}
                for place in np.argsort(-chances)
            ]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _fit(self, blocks: list[Block], labels: np.ndarray) -> Softmax:
        ngram = self._config["ngram_penalty"]
        penalties = [self._config["vector_penalty"], ngram, ngram]
        return fit(blocks, labels, len(self._classes), penalties, self._config["steps"])

    def _temperature(self, blocks: list[Block], labels: np.ndarray) -> float:
        chance = np.random.default_rng(self._config["seed"]).random(len(labels))
        held = chance < self._config["held_out"]
        logger.info("calibrating on %d held-out examples", int(held.sum()))
        if not held.any() or held.all():
            return 1.0
        model = self._fit([block[~held] for block in blocks], labels[~held])
        logits = model.logits([block[held] for block in blocks])
        temperature = best_temperature(logits, labels[held])
        logger.info("temperature %.2f", temperature)
        return temperature


def _vectors(messages: list[Message]) -> np.ndarray:
    """Return the sentence vectors, a row for each; without encoder they have no columns."""
    found = [message.get_dense_features(TEXT)[1] for message in messages]
    if any(vector is None for vector in found):
        return np.zeros((len(messages), 0), dtype=np.float32)
    return np.concatenate([vector.features for vector in found])
