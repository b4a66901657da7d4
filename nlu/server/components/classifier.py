"""Intent classifier: calibrated logistic regression on sentence vector and character n-grams."""

import logging
from dataclasses import replace
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.server.components import stored
from nlu.server.components.features import FeatureShape, learn_shape
from nlu.server.components.softmax import Softmax, best_temperature, fit

logger = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent):
    """Answers with the intent and the ranking of all intents; probabilities are calibrated."""

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource
    ) -> None:
        """`config`: see get_default_config."""
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model: Softmax | None = None
        self._shape: FeatureShape | None = None
        self._classes: list[str] = []

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`*_penalty`: L2 weight of a block; `steps`: L-BFGS iterations; `seed`: of the fold."""
        return {
            "vector_penalty": 1e-5,
            "ngram_penalty": 1e-5,
            "ngram_columns": 2**15,
            "steps": 100,
            "held_out": 0.2,
            "seed": 20,
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "IntentClassifier":
        """Make an untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "IntentClassifier":
        """Load a trained classifier."""
        component = cls(config, model_storage, resource)
        component._model, arrays, component._classes = stored.load(model_storage, resource)
        component._shape = FeatureShape(**arrays)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on all examples; the temperature comes from a fit on a part of them."""
        messages = training_data.intent_examples
        texts, vectors = [str(message.get(TEXT)) for message in messages], _vectors(messages)
        self._classes = sorted({message.get(INTENT) for message in messages})
        numbers = {name: number for number, name in enumerate(self._classes)}
        labels = np.array([numbers[message.get(INTENT)] for message in messages])
        shape = learn_shape(texts, vectors, self._config["ngram_columns"])
        blocks = shape.blocks(texts, vectors)
        temperature = self._temperature(blocks, labels)
        logger.info("fitting %d intents on %d examples", len(self._classes), len(texts))
        model = replace(self._fit(blocks, labels), temperature=temperature)
        stored.save(self._storage, self._resource, model, vars(shape), self._classes)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent and the ranking of each message."""
        if self._model is None or self._shape is None:
            raise RuntimeError("the intent classifier is not trained")
        texts = [str(message.get(TEXT) or "") for message in messages]
        blocks = self._shape.blocks(texts, _vectors(messages))
        for message, chances in zip(messages, self._model.probabilities(blocks), strict=True):
            ranking = [
                {"name": self._classes[place], "confidence": float(chances[place])}
                for place in np.argsort(-chances)
            ]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _fit(self, blocks: list[Any], labels: np.ndarray) -> Softmax:
        penalties = [self._config["vector_penalty"], self._config["ngram_penalty"]]
        return fit(blocks, labels, len(self._classes), penalties, self._config["steps"])

    def _temperature(self, blocks: list[Any], labels: np.ndarray) -> float:
        chance = np.random.default_rng(self._config["seed"]).random(len(labels))
        held = chance < self._config["held_out"]
        logger.info("calibrating on %d held-out examples", int(held.sum()))
        if not held.any() or held.all():
            return 1.0
        model = self._fit([block[~held] for block in blocks], labels[~held])
        temperature = best_temperature(model.logits([block[held] for block in blocks]), labels[held])
        logger.info("temperature %.2f", temperature)
        return temperature


def _vectors(messages: list[Message]) -> np.ndarray:
    """Return the sentence vectors, messages x 384; no columns when the encoder is switched off."""
    found = [message.get_dense_features(TEXT)[1] for message in messages]
    if any(vector is None for vector in found):
        return np.zeros((len(messages), 0), dtype=np.float32)
    return np.concatenate([vector.features for vector in found])
