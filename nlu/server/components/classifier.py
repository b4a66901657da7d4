"""Intent classifier: logistic regression on sentence vector, spelling and consonants."""

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
from nlu.server.components.parts import PARTS
from nlu.server.components.several import several
from nlu.server.components.softmax import fit

FOUND = "found"  # every intent that a message carries
PEAKS = "peaks"  # of each intent the highest probability in any part of the message
_FAINT = 0.01

logger = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(LinearComponent):
    """Answers with the intent and the ranking of all intents; probabilities are calibrated."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`*_penalty`: L2 weight of a block; `steps`: L-BFGS iterations; `temperature`: divisor
        of the scores that makes confidences honest; `second`, `sure`: see `several`;
        `parts_below`: from this confidence on a message is taken as one piece.
        """
        return {
            "vector_penalty": 1e-4,
            "ngram_penalty": 1e-5,
            "ngram_columns": 2**14,
            "steps": 100,
            "temperature": 0.4,
            "second": 0.25,
            "sure": 0.9,
            "parts_below": 0.95,
        }

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on all examples."""
        messages = training_data.intent_examples
        texts, vectors = [str(message.get(TEXT)) for message in messages], _vectors(messages)
        intents = [message.get(INTENT) for message in messages]
        self._classes, labels = np.unique(intents, return_inverse=True)
        self._classes = self._classes.tolist()
        shape = learn_shape(texts, vectors, self._config["ngram_columns"])
        logger.info("fitting %d intents on %d examples", len(self._classes), len(texts))
        ngram = self._config["ngram_penalty"]
        penalties = [self._config["vector_penalty"], ngram, ngram]
        blocks = shape.blocks(texts, vectors)
        fitted = fit(blocks, labels, len(self._classes), penalties, self._config["steps"])
        return self._keep(replace(fitted, temperature=self._config["temperature"]), vars(shape))

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent and the ranking of each message, what it carries, and its parts."""
        texts = [str(message.get(TEXT) or "") for message in messages]
        for message, chances in zip(
            messages, self._chances(texts, _vectors(messages)), strict=True
        ):
            ranking = [
                {"name": self._classes[place], "confidence": float(chances[place])}
                for place in np.argsort(-chances)
            ]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            self._look_at_parts(message, chances)
        return messages

    def _chances(self, texts: list[str], vectors: np.ndarray) -> np.ndarray:
        return self._model.probabilities(FeatureShape(**self._arrays).blocks(texts, vectors))

    def _look_at_parts(self, message: Message, whole: np.ndarray) -> None:
        pieces = np.zeros((0, len(whole)))
        if whole.max() < self._config["parts_below"]:
            pieces = self._of_parts(message)
        second, sure = self._config["second"], self._config["sure"]
        found = several(self._classes, whole, pieces, second, sure)
        message.set(FOUND, found, add_to_output=True)
        peaks = pieces.max(axis=0, initial=0.0)
        told = [
            {"name": self._classes[place], "confidence": float(peaks[place])}
            for place in np.argsort(-peaks)
            if peaks[place] >= _FAINT
        ]
        message.set(PEAKS, told, add_to_output=True)

    def _of_parts(self, message: Message) -> np.ndarray:
        said = message.get(PARTS)()
        if not said:
            return np.zeros((0, len(self._classes)))
        rows = [np.zeros(0) if part.vector is None else part.vector for part in said]
        return self._chances([part.text for part in said], np.array(rows, dtype=np.float32))


def _vectors(messages: list[Message]) -> np.ndarray:
    """Return the sentence vectors, a row for each; without encoder they have no columns."""
    found = [message.get_dense_features(TEXT)[1] for message in messages]
    if any(vector is None for vector in found):
        return np.zeros((len(messages), 0), dtype=np.float32)
    return np.concatenate([vector.features for vector in found])
