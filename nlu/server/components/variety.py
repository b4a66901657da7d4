"""Tells which of our languages and scripts a message is in, romanised ones too."""

import unicodedata
from typing import Any

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix

from nlu.server.components.base import LinearComponent
from nlu.server.components.ngrams import inverse_frequency, ngrams, weigh
from nlu.server.components.softmax import fit

VARIETY = "variety"
_SHORTEST, _LONGEST = 1, 4


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class VarietyClassifier(LinearComponent):
    """Adds `variety`: {name, confidence}, learnt from the file that each example stands in."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`columns`: hashed n-grams; `penalty`: L2 weight; `steps`: L-BFGS iterations."""
        return {"columns": 2**14, "penalty": 1e-5, "steps": 60}

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on the variety that build_data wrote into the metadata of each example."""
        messages = training_data.intent_examples
        varieties, labels = np.unique(
            [taught(message) for message in messages], return_inverse=True
        )
        self._classes = varieties.tolist()
        rows = self._rows(messages)
        weights = inverse_frequency(rows)
        penalty, steps = self._config["penalty"], self._config["steps"]
        model = fit([weigh(rows, weights)], labels, len(self._classes), [penalty], steps)
        return self._keep(model, {"weights": weights})

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the likeliest variety of each message."""
        block = weigh(self._rows(messages), self._arrays["weights"])
        for message, chances in zip(messages, self._model.probabilities([block]), strict=True):
            best = int(np.argmax(chances))
            found = {"name": self._classes[best], "confidence": float(chances[best])}
            message.set(VARIETY, found, add_to_output=True)
        return messages

    def _rows(self, messages: list[Message]) -> csr_matrix:
        # Marks and scripts tell languages apart, so nothing but case is evened out.
        texts = [str(message.get(TEXT) or "").lower() for message in messages]
        composed = [unicodedata.normalize("NFC", text) for text in texts]
        return ngrams(composed, _SHORTEST, _LONGEST, self._config["columns"])


def taught(message: Message) -> str:
    """Return the variety that a training example was written in."""
    return str(message.get("metadata")["intent"][VARIETY])
