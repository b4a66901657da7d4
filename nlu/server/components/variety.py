"""Tells which of our languages and scripts a message is in, romanised ones too."""

import unicodedata
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix

from nlu.server.components import stored
from nlu.server.components.ngrams import inverse_frequency, ngrams, weigh
from nlu.server.components.softmax import Softmax, fit

_SHORTEST, _LONGEST = 1, 4


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class VarietyClassifier(GraphComponent):
    """Adds `variety`: {name, confidence}, learnt from the file that each example stands in."""

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource
    ) -> None:
        """`config`: see get_default_config."""
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model: Softmax | None = None
        self._weights = np.zeros(0, dtype=np.float32)
        self._classes: list[str] = []

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`columns`: hashed n-grams; `penalty`: L2 weight; `steps`: L-BFGS iterations."""
        return {"columns": 2**15, "penalty": 1e-5, "steps": 60}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "VarietyClassifier":
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
    ) -> "VarietyClassifier":
        """Load a trained classifier."""
        component = cls(config, model_storage, resource)
        component._model, arrays, component._classes = stored.load(model_storage, resource)
        component._weights = arrays["column_weights"]
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on the variety that build_data wrote into the metadata of each example."""
        messages = training_data.intent_examples
        varieties = [message.get("metadata")["intent"]["variety"] for message in messages]
        self._classes = sorted(set(varieties))
        labels = np.array([self._classes.index(variety) for variety in varieties])
        rows = self._rows([str(message.get(TEXT)) for message in messages])
        self._weights = inverse_frequency(rows)
        block = weigh(rows, self._weights)
        model = fit(
            [block], labels, len(self._classes), [self._config["penalty"]], self._config["steps"]
        )
        arrays = {"column_weights": self._weights}
        stored.save(self._storage, self._resource, model, arrays, self._classes)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the likeliest variety of each message."""
        if self._model is None:
            raise RuntimeError("the variety classifier is not trained")
        rows = self._rows([str(message.get(TEXT) or "") for message in messages])
        for message, chances in zip(
            messages, self._model.probabilities([weigh(rows, self._weights)]), strict=True
        ):
            best = int(np.argmax(chances))
            found = {"name": self._classes[best], "confidence": float(chances[best])}
            message.set("variety", found, add_to_output=True)
        return messages

    def _rows(self, texts: list[str]) -> csr_matrix:
        # Marks and scripts tell languages apart, so nothing but case is evened out.
        lowered = [unicodedata.normalize("NFC", text.lower()) for text in texts]
        return ngrams(lowered, _SHORTEST, _LONGEST, self._config["columns"])
